package tidings.system.laws;

/// One fault or abuse that the server is tried with.
///
/// @param id of the row, with its letter
/// @param what is done to the server
/// @param outcome what must come of it
/// @param test the class and the method that does it and looks, as `Class.method`
record Row(String id, String what, String outcome, String test) {}
