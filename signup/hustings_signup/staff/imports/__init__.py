"""The screens of moving in: upload, columns, dry run, confirm, report, undo."""
