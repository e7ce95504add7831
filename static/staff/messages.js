/* The page Messages: see docs/staff.md. */
import './api.js';
