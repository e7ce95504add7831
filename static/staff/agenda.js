/* The page Agenda: see docs/staff.md. */
import './api.js';
