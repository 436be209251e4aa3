// Words of the contract that belong to the engine.

/// Who or what acted.
public enum Actor: String, CaseIterable, Sendable {
  case user = "USER"
  case auto = "AUTO"
  case file = "FILE"
  case signal = "SIGNAL"
  case engine = "ENGINE"
}

/// The state of the market feed.
public enum FeedState: String, CaseIterable, Sendable {
  case up = "UP"
  case stale = "STALE"
  case down = "DOWN"
}

/// What engaged the kill switch.
public enum KillSource: String, CaseIterable, Sendable {
  case user = "USER"
  case signal = "SIGNAL"
  case file = "FILE"
  case drawdown = "DRAWDOWN"
  case stress = "STRESS"
  case rejects = "REJECTS"
  case repeats = "REPEATS"
  case journal = "JOURNAL"
  case identity = "IDENTITY"
  case latch = "LATCH"
}

/// What a command asks for.
public enum CommandVerb: String, CaseIterable, Sendable {
  case approve, reject, restore, size, close, roll, manual, flatten, kill, resume, reduce, active
  case ack, limit, note, cancel, replace
}
