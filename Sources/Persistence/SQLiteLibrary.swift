// What is known of the linked SQLite library.

/// The linked SQLite library.
public enum SQLiteLibrary {
  /// Its version, as `3.40.1`.
  public static var version: String { Connection.libraryVersion }

  /// Whether it carries the fix of the WAL-reset bug, which needs two writers to show itself.
  public static var hasWALResetFix: Bool { Connection.hasWALResetFix }
}
