// Option structures: kinds, legs and why one could not be built.

public import MarketData

/// The kind of a structure.
public enum StructureKind: String, CaseIterable, Sendable {
  case ironCondor = "IRON_CONDOR"
  case ironButterfly = "IRON_BUTTERFLY"
  case bullPut = "BULL_PUT"
  case bearCall = "BEAR_CALL"
  case callDebit = "CALL_DEBIT"
  case putDebit = "PUT_DEBIT"
  case calendar = "CALENDAR"
  case diagonal = "DIAGONAL"
  case longButterfly = "LONG_BUTTERFLY"
  case brokenWing = "BROKEN_WING"
  case strangleWinged = "STRANGLE_WINGED"

  /// True for a kind with a front and a back expiry.
  public var hasTwoExpiries: Bool { self == .calendar || self == .diagonal }
}

/// Why something was refused.
public enum RefusalCode: String, CaseIterable, Sendable {
  case noExpiry = "NO_EXPIRY"
  case shortStrikeNotFound = "SHORT_STRIKE_NOT_FOUND"
  case invalidQuote = "INVALID_QUOTE"
  case creditNonpositive = "CREDIT_NONPOSITIVE"
  case creditTooSmall = "CREDIT_TOO_SMALL"
  case liquidityFail = "LIQUIDITY_FAIL"
  case riskCap = "RISK_CAP"
  case validationFail = "VALIDATION_FAIL"
  case undefinedRisk = "UNDEFINED_RISK"
  case stale = "STALE"
  case superseded = "SUPERSEDED"
  case duplicate = "DUPLICATE"
  case killed = "KILLED"
  case reducingOnly = "REDUCING_ONLY"
  case collar = "COLLAR"
  case wrongSign = "WRONG_SIGN"
  case marketClosed = "MARKET_CLOSED"
  case throttled = "THROTTLED"
  case missingInput = "MISSING_INPUT"
  case limit = "LIMIT"

  /// What it means, for the screen.
  public var words: String {
    switch self {
    case .noExpiry: "no expiry in the window of days"
    case .shortStrikeNotFound: "no strike near the wanted delta"
    case .invalidQuote: "a leg has no good quote"
    case .creditNonpositive: "no credit is left"
    case .creditTooSmall: "the credit is too small for the risk"
    case .liquidityFail: "a leg trades too thinly"
    case .riskCap: "one package is over the risk cap"
    case .validationFail: "the legs are not worth their price"
    case .undefinedRisk: "the loss is not bounded"
    case .stale: "the price is out of date"
    case .superseded: "a newer revision stands"
    case .duplicate: "it was sent before"
    case .killed: "the kill is engaged"
    case .reducingOnly: "only risk may be reduced"
    case .collar: "the price is outside the collar"
    case .wrongSign: "a credit became a debit"
    case .marketClosed: "the market is closed"
    case .throttled: "too many orders"
    case .missingInput: "a number is missing"
    case .limit: "a limit is reached"
    }
  }
}

/// One leg of a structure.
public struct Leg: Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract
  /// Contracts in one package, negative for short.
  public var ratio: Int

  /// Makes a leg.
  public init(contract: OptionContract, ratio: Int) {
    self.contract = contract
    self.ratio = ratio
  }
}

/// A leg with the market it was built on.
public struct QuotedLeg: Hashable, Sendable {
  /// Contract and ratio.
  public var leg: Leg
  /// Index into the chain's options.
  public var option: Int
  /// Best bid.
  public var bid: Money
  /// Best ask.
  public var ask: Money
  /// Implied volatility of the mid.
  public var volatility: Double
  /// Black-76 delta of one long contract, per unit of the underlying.
  public var delta: Double
  /// Exchange time of the quote.
  public var quoteTime: Instant

  /// Makes a quoted leg.
  public init(
    leg: Leg, option: Int, bid: Money, ask: Money, volatility: Double, delta: Double,
    quoteTime: Instant
  ) {
    self.leg = leg
    self.option = option
    self.bid = bid
    self.ask = ask
    self.volatility = volatility
    self.delta = delta
    self.quoteTime = quoteTime
  }
}

/// A failed attempt to build a structure.
public struct BuildAttempt: Hashable, Sendable {
  /// What was tried.
  public var structure: StructureKind
  /// In which expiry; nil when none fits.
  public var expiry: CivilDate?
  /// The width tried, in points; nil where the structure has none.
  public var width: Double?
  /// Why it failed.
  public var code: RefusalCode

  /// Makes an attempt.
  public init(structure: StructureKind, expiry: CivilDate?, width: Double?, code: RefusalCode) {
    self.structure = structure
    self.expiry = expiry
    self.width = width
    self.code = code
  }
}

extension RefusalCode: Error {}
