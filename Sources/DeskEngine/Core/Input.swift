// What the desk decides on, and the order in which inputs count.

public import MarketData
public import Structures

/// A wish of the trader, of a file or of an automatic rule.
public struct DeskCommand: Hashable, Sendable {
  /// Exchange time.
  public var time: Instant
  /// Its id; a repeated id changes nothing.
  public var id: String
  /// Who sent it.
  public var actor: Actor
  /// What it asks for.
  public var action: CommandAction

  /// Makes a command.
  public init(time: Instant, id: String, actor: Actor, action: CommandAction) {
    self.time = time
    self.id = id
    self.actor = actor
    self.action = action
  }
}

/// What a command asks for, with its arguments.
public enum CommandAction: Hashable, Sendable {
  /// Approves a revision at the net the trader saw.
  case approve(candidate: Int, rev: Int, net: Money)
  /// Rejects a revision.
  case reject(candidate: Int, rev: Int, reason: String)
  /// Undoes a rejection.
  case restore(candidate: Int)
  /// Sets the packages of a candidate.
  case size(candidate: Int, quantity: Int)
  /// Closes a position.
  case close(position: Int)
  /// Closes a position and opens the same structure in a later expiry, as one order.
  case roll(position: Int)
  /// Proposes a structure of the trader's own legs.
  case manual(structure: StructureKind, legs: [Leg], quantity: Int)
  /// Closes the whole book; the word must be FLATTEN.
  case flatten(word: String)
  /// Engages the kill switch.
  case kill(source: KillSource, reason: String)
  /// Releases the kill switch; the word must be RESUME.
  case resume(word: String, reason: String)
  /// Allows only what reduces risk.
  case reduce(reason: String)
  /// Clears the causes that a trader may clear.
  case active
  /// Acknowledges an alert.
  case ack(alert: Int)
  /// Moves a limit; wider needs the word LOOSEN and a reason, within a minute of asking.
  case limit(name: String, value: Double, word: String, reason: String)
  /// Takes a working order back.
  case cancel(order: Int)
  /// Sends what is open of a working order again with another least net of one package.
  case replace(order: Int, limit: Money)
  /// Writes a note.
  case note(text: String)

  /// The candidate it is about; nil for any other command.
  public var candidate: Int? {
    switch self {
    case .approve(let id, _, _), .reject(let id, _, _), .restore(let id), .size(let id, _): id
    default: nil
    }
  }

  /// The verb.
  public var verb: CommandVerb {
    switch self {
    case .approve: .approve
    case .reject: .reject
    case .restore: .restore
    case .size: .size
    case .close: .close
    case .roll: .roll
    case .manual: .manual
    case .flatten: .flatten
    case .kill: .kill
    case .resume: .resume
    case .reduce: .reduce
    case .active: .active
    case .ack: .ack
    case .limit: .limit
    case .note: .note
    case .cancel: .cancel
    case .replace: .replace
    }
  }
}

/// Something the desk decides on.
public enum DeskInput: Sendable {
  /// Everything that became known at one moment.
  case market(MarketBatch)
  /// A command.
  case command(DeskCommand)
  /// What came of a job; before market quotes of its moment, after commands.
  case job(JobReport)
  /// The feed's state, as its supervisor sees it.
  case feed(FeedState, reason: String, time: Instant)
  /// How far the machine's clock went beside the time that passed; negative for back.
  case clock(jump: TimeSpan, time: Instant)
  /// The configuration that is in force from now on.
  case configuration(ConfigurationInput)
}
