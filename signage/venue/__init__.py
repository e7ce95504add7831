"""What staff bring beside the platform's agenda: rooms' names and order, corrections, brand, pictures, their check."""
