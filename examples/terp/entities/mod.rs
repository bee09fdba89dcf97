//! The TERP tables as sea-orm entities.
