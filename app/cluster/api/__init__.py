"""The API server: store, watches, REST dispatch, patches, admission, discovery, tables and errors."""
