// Everything that can say something about the configuration, strongest last.

/// The sources of a configuration.
public struct ConfigurationSources: Sendable {
  /// The folder of the trader's own files, as `~/.config/voldesk`; it need not be there.
  public var userFolder: String?
  /// The folder of `--config`; it must be there.
  public var configFolder: String?
  /// The environment variables.
  public var environment: [String: String]
  /// Flags of the command line that set values.
  public var flags: [SettingFlag]
  /// Variables that start with `VOLDESK_` and mean something else.
  public var reservedVariables = [
    "VOLDESK_HOME", "VOLDESK_DATA", "VOLDESK_REFERENCE", "VOLDESK_DB", "VOLDESK_FAULT",
    "VOLDESK_FEED_SILENCE", "VOLDESK_FEED_INTERVAL", "VOLDESK_FEED_REQUESTS",
    "VOLDESK_POLYGON_URL", "VOLDESK_TRADIER_URL",
  ]

  /// Names the sources.
  ///
  /// - Parameters:
  ///   - configFolder: The folder of `--config`.
  ///   - environment: The variables; they also tell where the trader's own files are.
  ///   - flags: Flags that set values.
  public init(
    configFolder: String? = nil, environment: [String: String] = [:], flags: [SettingFlag] = []
  ) {
    self.configFolder = configFolder
    self.environment = environment
    self.flags = flags
    userFolder = ConfigurationSources.userFolder(environment)
  }

  /// `$XDG_CONFIG_HOME/voldesk`, else `~/.config/voldesk`, else none.
  private static func userFolder(_ environment: [String: String]) -> String? {
    if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") { return "\(base)/voldesk" }
    if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.config/voldesk" }
    return nil
  }
}
