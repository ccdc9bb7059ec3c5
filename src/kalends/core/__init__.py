"""The core: values in, values out. iCalendar text, time, drafts; no web, database, files, clock or randomness."""
