/* The page Layout: see docs/staff.md. */
import './api.js';
