"""Files of people, for others to fetch over HTTP (soju.im/FILEHOST)."""
