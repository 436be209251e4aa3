// Colours by meaning: which token a state, a sign or a severity has.
//
// Colour never stands alone: a sign, an arrow or a word says the same.

import Candidates
import Canvas
import MarketData
import Regimes
import Risk

/// The look of a signed number.
func gainStyle(_ value: Double?) -> Style {
  guard let value, value.isFinite, value != 0 else { return Style(.flat) }
  return Style(value > 0 ? .gain : .loss)
}

extension RegimeState {
  var token: StyleToken {
    switch self {
    case .lowVolGrind: .regimeGrind
    case .highVolPanic: .regimePanic
    case .trendUp: .regimeUp
    case .trendDown: .regimeDown
    case .chop: .regimeChop
    }
  }

  /// The short name.
  var shortName: String {
    switch self {
    case .lowVolGrind: "GRIND"
    case .highVolPanic: "PANIC"
    case .trendUp: "UP"
    case .trendDown: "DOWN"
    case .chop: "CHOP"
    }
  }
}

extension Severity {
  var token: StyleToken {
    switch self {
    case .info: .severityInfo
    case .warn: .severityWarn
    case .error: .severityError
    case .critical: .severityCritical
    }
  }
}

extension LimitLevel {
  var token: StyleToken {
    switch self {
    case .calm, .half: .limitOk
    case .high: .limitWarn
    case .full: .limitBreach
    }
  }
}

extension TradingState {
  var token: StyleToken {
    switch self {
    case .active: .gain
    case .reducing: .severityWarn
    case .halted: .killOn
    }
  }
}

extension Recommendation {
  var token: StyleToken {
    switch self {
    case .trade: .candidateTrade
    case .review: .candidateReview
    case .pass: .candidatePass
    }
  }
}

extension CandidateState {
  var token: StyleToken {
    switch self {
    case .open: .foreground
    case .approved: .candidateApproved
    case .rejected: .candidateRejected
    case .closed: .dim
    }
  }
}

extension ChainVerdict {
  var token: StyleToken {
    switch self {
    case .usable: .limitOk
    case .degraded: .limitWarn
    case .refused: .limitBreach
    }
  }
}

extension PacingSummary.Mode {
  /// The word in the title bar.
  var word: String { rawValue.uppercased() }

  var token: StyleToken {
    switch self {
    case .sim: .modeSim
    case .replay: .modeReplay
    case .live: .modeLive
    }
  }
}
