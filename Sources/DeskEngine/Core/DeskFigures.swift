// Figures that follow from the market and the book, kept so that they are computed once.
//
// Nothing here is a fact: after a restart every figure is computed again from the same inputs and
// comes out the same, so none of them may carry anything from one input to the next that the
// market and the book do not hold.

import Candidates
import Edges
import MarketData
import Pricing
import Regimes
import Risk
import Structures
import Volatility

/// Figures of one underlying that hold for a whole session.
struct SessionFigures: Sendable {
  /// The session they belong to.
  var session: CivilDate
  /// Forecast of the next 30 days' variance by the model of the settings.
  var variance: VarianceForecast?
  /// Bands of the stored numbers.
  var bands: [ReversionReading] = []
  /// Realised volatility over 20 and 21 days.
  var realised20: Double?
  var realised21: Double?
}

/// Stored daily numbers of one symbol.
struct SymbolMetrics: Sendable {
  var symbol: String
  var metrics: [StoredMetric]
}

/// The gamma profile of one symbol.
struct SymbolProfile: Sendable {
  var symbol: String
  var profile: GammaProfile
}

/// What the candidate stage found for one candidate in this minute.
struct LiveCandidate: Sendable {
  var candidate: Int
  var trade: ProposedTrade
  var priced: Instant
}

/// A candidate that cannot be priced in this minute.
struct UnpricedCandidate: Sendable {
  var candidate: Int
  var code: RefusalCode
}

/// An edge as it stands in this minute.
struct LiveEdge: Sendable {
  var id: Int
  var edge: Edge
}

/// Figures that follow from the market and the book.
struct DeskFigures: Sendable {
  private var boards: [MarkingBoard?] = []
  private var builtFor: [Instant] = []
  /// Strikes by underlying, which hold for a session.
  private var ladders: [[StrikeLadder]] = []
  /// Session figures by underlying.
  var sessions: [SessionFigures?] = []
  /// Positions as marked last.
  var marked: [MarkedPosition]?
  /// Where the legs of positions stand in the session's chains.
  var places: [LegPlaces] = []
  /// The positions that they were looked up for last.
  var placed: [PositionEntry] = []
  /// The book as measured last.
  var book: MeasuredBook?
  /// What risk rules need of the past, for the session.
  var risk: SessionRisk?
  /// Limits as read last.
  var limits: [LimitReading] = []
  /// The classifier's last reading.
  var reading: RegimeReading?
  /// The features it was made from.
  var regimeFeatures: RegimeFeatures?
  /// What stands beside the regime for this session, once a screen has asked for it.
  var outlook: RegimeOutlook?
  /// The tracker as of the last close.
  var tracker: RegimeTracker?
  /// The tracker with this session's close.
  var closedTracker: RegimeTracker?
  /// What is to be said of the reading.
  var regimeNote = ""
  /// Confidence of the held regime now.
  var regimeConfidence = 0.0
  /// Readings of the last minutes, for the strip.
  var strip: [RegimeState] = []
  /// Edges seen in this minute.
  var edges: [LiveEdge] = []
  /// Every live edge as it was seen last, for the screens only.
  var lastEdges: [LiveEdge] = []
  /// Stored daily numbers by symbol.
  var metrics: [SymbolMetrics] = []
  /// Candidates priced in this minute.
  var candidates: [LiveCandidate] = []
  /// Open candidates that cannot be priced in this minute.
  var unpriced: [UnpricedCandidate] = []
  /// Detectors that abstain in this minute, and those of the five-minute grid that did on it.
  var abstentions: [EdgeAbstained] = []
  /// Pairs of the session; nil until they have been fitted.
  var pairs: [PairFit]?
  /// Health of the detectors as the session found it; nil until it was read.
  var health: [SymbolHealth]?
  /// Gamma profiles as of the last five minutes, for the screens only.
  private(set) var gamma: [SymbolProfile] = []

  /// Keeps a gamma profile for the screens.
  mutating func keep(_ profile: GammaProfile, of symbol: String) {
    gamma.removeAll { $0.symbol == symbol }
    gamma.append(SymbolProfile(symbol: symbol, profile: profile))
  }

  /// The surface of an underlying for its latest quotes.
  ///
  /// - Parameters:
  ///   - index: The underlying.
  ///   - market: The market with its quotes.
  ///   - held: The verdict written last, which a chain at the edge keeps; see `VerdictHysteresis`.
  /// - Returns: The surface; nil before the first quotes or without a price.
  mutating func surface(
    _ index: Int, in market: MarketState, held: ChainVerdict?
  ) -> VolatilitySurface? {
    board(index, in: market, held: held)?.surface
  }

  /// The board that was made for the latest quotes; nil when none was.
  func knownBoard(_ index: Int, in market: MarketState) -> MarkingBoard? {
    guard index < boards.count, builtFor[index] == market.underlyings[index].quoted else {
      return nil
    }
    return boards[index]
  }

  /// The surface of an underlying for its latest quotes, with its slices by expiration.
  mutating func board(
    _ index: Int, in market: MarketState, held: ChainVerdict?
  ) -> MarkingBoard? {
    if let known = knownBoard(index, in: market) { return known }
    let underlying = market.underlyings[index]
    guard let quoted = underlying.quoted, let spot = underlying.quotedSpot,
      let session = market.session
    else { return nil }
    while boards.count < market.underlyings.count {
      boards.append(nil)
      builtFor.append(Instant(nanoseconds: .min))
    }
    while ladders.count < market.underlyings.count {
      ladders.append(StrikeLadder.all(of: market.underlyings[ladders.count].chain))
    }
    var rules = SurfaceRules.standard(rate: market.rate, yield: market.yield)
    rules.quotes = market.quoteRules
    let hysteresis = VerdictHysteresis(held: held)
    hysteresis.tighten(&rules)
    var built = buildSurface(
      underlying.chain, spot: spot, time: quoted, sessionDate: session.date, rules: rules,
      doubts: underlying.doubts, ladders: ladders[index])
    hysteresis.hold(&built)
    let board = MarkingBoard(index, surface: built, chain: underlying.chain)
    boards[index] = board
    builtFor[index] = quoted
    return board
  }

  /// Forgets the surfaces, which follow from the settings too.
  mutating func forgetSurfaces() {
    boards = []
    builtFor = []
  }

  /// Forgets everything of a session that has ended.
  mutating func beginSession() {
    boards = []
    builtFor = []
    ladders = []
    sessions = []
    edges = []
    lastEdges = []
    metrics = []
    candidates = []
    unpriced = []
    abstentions = []
    pairs = nil
    health = nil
    gamma = []
    marked = nil
    places = []
    placed = []
    book = nil
    risk = nil
    tracker = nil
    closedTracker = nil
    outlook = nil
    strip = []
  }
}
