"""What logs come in: files of many forms, packed or not, folders, streams, frames, cursors."""
