// The listed options of one underlying and their latest quotes.
//
// Options are sorted by expiration instant, then calls before puts, then strike, so that every
// expiry holds its calls and its puts as two ranges of ascending strikes. The index of an option
// is stable for the whole session.

/// Whether a chain may be traded on.
public enum ChainVerdict: String, CaseIterable, Sendable {
  /// Every rule holds.
  case usable = "USABLE"
  /// Some quotes or pairs fail: candidates are for review.
  case degraded = "DEGRADED"
  /// Too many fail: no new risk on this underlying.
  case refused = "REFUSED"
}

/// One option of a chain.
public struct ListedOption: Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract
  /// Open interest of the previous close; nil when unknown.
  public var openInterest: Int32?
  /// Contracts traded in the previous session; nil when unknown.
  public var previousVolume: Int32?

  /// Makes a listing.
  public init(contract: OptionContract, openInterest: Int32?, previousVolume: Int32?) {
    self.contract = contract
    self.openInterest = openInterest
    self.previousVolume = previousVolume
  }
}

/// One expiry of a chain.
public struct ChainExpiry: Hashable, Sendable {
  /// The root of its contracts.
  public var root: OptionRoot
  /// The date in the contract codes.
  public var date: CivilDate
  /// The moment of settlement, up to which option time runs.
  public var expiration: Instant
  /// The last moment of trading.
  public var lastTrade: Instant
  /// Indices of the calls, by ascending strike.
  public var calls: Range<Int>
  /// Indices of the puts, by ascending strike.
  public var puts: Range<Int>

  /// Makes an expiry.
  public init(
    root: OptionRoot, date: CivilDate, expiration: Instant, lastTrade: Instant,
    calls: Range<Int>, puts: Range<Int>
  ) {
    self.root = root
    self.date = date
    self.expiration = expiration
    self.lastTrade = lastTrade
    self.calls = calls
    self.puts = puts
  }

  /// Indices of all its options.
  @inlinable public var options: Range<Int> { calls.lowerBound..<puts.upperBound }
}

/// The listed options of one underlying with their latest quotes.
public struct OptionChain: Sendable {
  /// The symbol of the underlying.
  public var underlying: String
  /// Expiries by ascending expiration.
  public var expiries: [ChainExpiry]
  /// Every option; see the file header for the order.
  public var options: [ListedOption]
  /// The latest quote of each option; nil before its first.
  public var quotes: [Quote?]
  /// Why no risk may be added on it whatever its quotes say, such as prices and strikes on different
  /// bases after a split; nil for a chain that its quotes judge.
  public var refusal: String?
  /// The session at whose close the newest open interest was counted; nil when the feed does not say.
  public var openInterestDate: CivilDate?

  /// Makes a chain.
  public init(
    underlying: String, expiries: [ChainExpiry], options: [ListedOption], quotes: [Quote?],
    refusal: String? = nil, openInterestDate: CivilDate? = nil
  ) {
    self.underlying = underlying
    self.expiries = expiries
    self.options = options
    self.quotes = quotes
    self.refusal = refusal
    self.openInterestDate = openInterestDate
  }

  /// An underlying without options.
  public init(underlying: String) {
    self.init(underlying: underlying, expiries: [], options: [], quotes: [])
  }

  /// The expiry index of an option index.
  public func expiryIndex(of option: Int) -> Int? {
    expiries.firstIndex { $0.options.contains(option) }
  }

  /// The index of a contract, or nil when it is not listed.
  public func index(of contract: OptionContract) -> Int? {
    for expiry in expiries
    where expiry.root.symbol == contract.root && expiry.date == contract.expiry {
      let range = contract.right == .call ? expiry.calls : expiry.puts
      var low = range.lowerBound
      var high = range.upperBound
      while low < high {
        let middle = (low + high) / 2
        if options[middle].contract.strike < contract.strike {
          low = middle + 1
        } else {
          high = middle
        }
      }
      if low < range.upperBound, options[low].contract.strike == contract.strike { return low }
    }
    return nil
  }
}
