// What the builders aim at: deltas, widths, credits, debits and days to expiry.
//
// All numbers are shares (0.16 is 16 delta, 0.02 is two percent of the spot) unless named.

public import MarketData

/// The absolute deltas of the contracts that a regime asks for.
public struct DeltaTargets: Hashable, Sendable {
  /// Both shorts of an iron condor.
  public var condorShort: Double
  /// The short of a credit vertical.
  public var creditShort: Double
  /// The long of a debit vertical.
  public var debitLong: Double
  /// The short of a debit vertical.
  public var debitShort: Double
  /// The back long of a diagonal.
  public var diagonalLong = 0.60...0.75
  /// The front short of a diagonal.
  public var diagonalShort = 0.25...0.35
  /// The bought wings of a strangle, as a share of its shorts' delta.
  public var strangleWing = 0.375...0.625

  /// Makes targets.
  public init(condorShort: Double, creditShort: Double, debitLong: Double, debitShort: Double) {
    self.condorShort = condorShort
    self.creditShort = creditShort
    self.debitLong = debitLong
    self.debitShort = debitShort
  }

  /// Sixteen for condors, 25 to 30 for credits, 50 to 55 over 25 to 30 for debits.
  public static let standard = DeltaTargets(
    condorShort: 0.16, creditShort: 0.275, debitLong: 0.525, debitShort: 0.275)
  /// Ten to twelve delta for condors and 16 to 20 for credits.
  public static let panic = DeltaTargets(
    condorShort: 0.11, creditShort: 0.18, debitLong: 0.525, debitShort: 0.275)
  /// Twenty delta for condors.
  public static let chop = DeltaTargets(
    condorShort: 0.20, creditShort: 0.275, debitLong: 0.525, debitShort: 0.275)
}

/// What makes a structure worth building.
public struct StructureRules: Hashable, Sendable {
  /// Widths as shares of the spot, tried in this order.
  public var widthShares: [Double]
  /// A short may miss its delta by this much.
  public var deltaTolerance: Double
  /// Legs are kept while their delta stays within this of the target.
  public var deltaKeep: Double
  /// A credit must reach this times the width times the sum of its shorts' deltas.
  public var creditFactor: Double
  /// An iron butterfly's credit must reach this share of its width.
  public var ironButterflyCredit: Double
  /// A debit vertical may cost this share of its width.
  public var debitShare: Double
  /// A long butterfly may cost this share of its width.
  public var butterflyDebitShare: Double
  /// A calendar may cost this share of its back option.
  public var calendarDebitShare: Double
  /// A diagonal may cost this share of the distance between its strikes, so that a move through both still pays.
  public var diagonalDebitShare = 0.75
  /// Days from the front expiry of a calendar or a diagonal to its back one, at least.
  public var calendarGapDays: Int
  /// Days to expiry of the front of a calendar or a diagonal.
  public var calendarFrontDays: ClosedRange<Int>
  /// Days to expiry of every other structure.
  public var days: ClosedRange<Int>
  /// Days to expiry of a structure around a pin.
  public var pinDays: ClosedRange<Int>
  /// Shorts of an event condor stand at least this many event moves from the forward.
  public var eventMoves: ClosedRange<Double>
  /// Fee of one contract.
  public var feePerContract: Money

  /// Makes rules.
  public init(
    widthShares: [Double], deltaTolerance: Double, deltaKeep: Double, creditFactor: Double,
    ironButterflyCredit: Double, debitShare: Double, butterflyDebitShare: Double,
    calendarDebitShare: Double, calendarGapDays: Int, calendarFrontDays: ClosedRange<Int>,
    days: ClosedRange<Int>, pinDays: ClosedRange<Int>, eventMoves: ClosedRange<Double>,
    feePerContract: Money
  ) {
    self.widthShares = widthShares
    self.deltaTolerance = deltaTolerance
    self.deltaKeep = deltaKeep
    self.creditFactor = creditFactor
    self.ironButterflyCredit = ironButterflyCredit
    self.debitShare = debitShare
    self.butterflyDebitShare = butterflyDebitShare
    self.calendarDebitShare = calendarDebitShare
    self.calendarGapDays = calendarGapDays
    self.calendarFrontDays = calendarFrontDays
    self.days = days
    self.pinDays = pinDays
    self.eventMoves = eventMoves
    self.feePerContract = feePerContract
  }

  /// The desk's rules.
  public static let standard = StructureRules(
    widthShares: [0.02, 0.01, 0.005, 0.002], deltaTolerance: 0.04, deltaKeep: 0.04,
    creditFactor: 0.6, ironButterflyCredit: 0.45, debitShare: 0.55, butterflyDebitShare: 0.25,
    calendarDebitShare: 0.35, calendarGapDays: 20, calendarFrontDays: 7...30, days: 7...60,
    pinDays: 0...5, eventMoves: 1.0...1.25, feePerContract: Money(units: 6_500))
}
