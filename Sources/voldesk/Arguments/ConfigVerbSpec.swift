// What `voldesk config` takes.

extension VerbSpec {
  static let config = VerbSpec(
    verb: .config, summary: "print every setting with where it came from, or change one",
    operands: [],
    flags: [
      configFolder,
      .init("--set", "KEY=VALUE", .text, "keep a value in desk.json5 of the folder"),
      .init("--unset", "KEY", .text, "take back what was set from the desk or with --set"),
      .init("--add-event", "EVENT", .text, "an announcement: \"SYMBOL TYPE DATE [TIME]\""),
      .init("--remove-event", "EVENT", .text, "the same; it no longer counts"),
    ],
    example: (
      "voldesk config --set risk.per_trade=0.005",
      "halves the loss of one trade, from the next start of a desk on"
    ),
    notes: [
      "Changes are kept in desk.json5, in the folder of --config, else in "
        + "$XDG_CONFIG_HOME/voldesk. Variables and flags are stronger."
    ])
}
