/* The page Time: see docs/staff.md. */
import './api.js';
