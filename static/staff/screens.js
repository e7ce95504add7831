/* The page Screens: see docs/staff.md. */
import './api.js';
