"""What the API of the staff page takes and answers: pydantic models, a module for each page."""
