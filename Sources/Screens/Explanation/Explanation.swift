// An explanation: the chain from market input to a number, in sections of named values.
//
// The same value is printed by the verb, written as JSON and drawn over the page.

import Canvas
public import DeskEngine
public import MarketData
public import Risk

/// The chain from market input to a decision or a number.
public struct Explanation: Hashable, Sendable {
  /// What is explained.
  public var title: String
  /// Its parts, from the verdict back to the inputs.
  public var sections: [ExplanationSection]

  /// Makes an explanation.
  public init(title: String, sections: [ExplanationSection]) {
    self.title = title
    self.sections = sections.filter { !$0.lines.isEmpty }
  }
}

/// A part of an explanation.
public struct ExplanationSection: Hashable, Sendable {
  /// What it is about.
  public var title: String
  /// Its lines.
  public var lines: [ExplanationLine]

  /// Makes a part.
  public init(_ title: String, _ lines: [ExplanationLine]) {
    self.title = title
    self.lines = lines
  }
}

/// A named value, or words alone.
public struct ExplanationLine: Hashable, Sendable {
  /// How a line is shown.
  public enum Tone: Hashable, Sendable {
    case plain, good, bad, warning, muted
  }

  /// The name; empty for words alone.
  public var label: String
  /// The value as people read it.
  public var value: String
  /// The value with all its digits, where it is a number.
  public var number: Double?
  /// Where it comes from, or what it means.
  public var note: String
  /// How it is shown.
  public var tone: Tone

  /// Makes a line.
  public init(
    _ label: String, _ value: String, number: Double? = nil, note: String = "",
    tone: Tone = .plain
  ) {
    self.label = label
    self.value = value
    self.number = number
    self.note = note
    self.tone = tone
  }

  /// Words alone.
  public static func words(_ text: String, _ tone: Tone = .plain) -> ExplanationLine {
    ExplanationLine("", text, tone: tone)
  }

  /// What a number is made of, and where that is written.
  static func formula(_ id: String) -> ExplanationLine? {
    Formula.named(id).map {
      ExplanationLine(id, $0.words, note: $0.source, tone: .muted)
    }
  }

  /// A number derived again from the stored facts, beside the stored one.
  static func check(
    _ label: String, derived: Double?, stored: Double?, tolerance: Double, decimals: Int = 2
  ) -> ExplanationLine {
    guard let derived, let stored, derived.isFinite, stored.isFinite else {
      return ExplanationLine(label, "not derived again", note: "an input is missing", tone: .muted)
    }
    let text = fixedText(derived, decimals)
    if abs(derived - stored) <= tolerance {
      return ExplanationLine(
        label, text, number: derived, note: "derived again: matches", tone: .good)
    }
    let gap = fixedText(derived - stored, max(decimals, 4), signed: true)
    return ExplanationLine(
      label, text, number: derived,
      note: "derived again: differs by \(gap) from \(fixedText(stored, decimals))", tone: .bad)
  }
}

/// A verdict of the gate.
public struct GateReading: Hashable, Sendable {
  /// When it was given; nil for the one that holds now.
  public var time: Instant?
  /// PROPOSE, APPROVE or FILL; empty for the one that holds now.
  public var stage: String
  /// Whether nothing was breached.
  public var passed: Bool
  /// Every breach.
  public var breaches: [LimitBreach]
  /// The book after the trade.
  public var after: BookRisk

  /// A verdict as it was written.
  public init(_ record: RiskJudged, at time: Instant) {
    self.time = time
    stage = record.stage.rawValue
    passed = record.passed
    breaches = record.breaches.map {
      LimitBreach(limit: $0.limit, value: $0.value, bound: $0.bound)
    }
    let after = record.after
    self.after = BookRisk(
      maxLoss: after.maxLoss, delta: after.delta, gamma: after.gamma, vega: after.vega,
      theta: after.theta, margin: after.margin, worstStress: after.worstStress)
  }

  /// The verdict that holds now.
  public init(_ verdict: RiskVerdict) {
    time = nil
    stage = ""
    passed = verdict.passed
    breaches = verdict.breaches
    after = verdict.after
  }
}

/// Something that happened, in words.
public struct StoryLine: Hashable, Sendable {
  /// When.
  public var time: Instant
  /// What.
  public var text: String

  /// Makes a line.
  public init(_ time: Instant, _ text: String) {
    self.time = time
    self.text = text
  }

  var line: ExplanationLine { ExplanationLine(clockText(time), sanitize(text)) }
}
