// What legs a kind of structure has, to name and to check legs that somebody chose by hand.

public import MarketData

extension StructureKind {
  /// Ratios of one package, puts before calls, then by strike and by expiry, the lower first.
  public var ratios: [Int] {
    switch self {
    case .ironCondor, .strangleWinged, .ironButterfly: [1, -1, -1, 1]
    case .bullPut, .callDebit: [1, -1]
    case .bearCall, .putDebit, .calendar, .diagonal: [-1, 1]
    case .longButterfly, .brokenWing: [1, -2, 1]
    }
  }

  /// The legs of one package, in words.
  public var shape: String {
    switch self {
    case .ironCondor, .strangleWinged:
      "+1 put, -1 put, -1 call and +1 call at rising strikes of one expiry"
    case .ironButterfly:
      "-1 put and -1 call at one strike, +1 put below and +1 call above, in one expiry"
    case .bullPut: "-1 put and +1 put at a lower strike, in one expiry"
    case .bearCall: "-1 call and +1 call at a higher strike, in one expiry"
    case .callDebit: "+1 call and -1 call at a higher strike, in one expiry"
    case .putDebit: "+1 put and -1 put at a lower strike, in one expiry"
    case .calendar: "-1 and +1 of one right and strike, the bought one in the later expiry"
    case .diagonal:
      "-1 and +1 of one right, the bought one in the later expiry and further in the money"
    case .longButterfly: "+1, -2, +1 of one right and expiry with wings of equal width"
    case .brokenWing: "+1, -2, +1 of one right and expiry with wings of unequal width"
    }
  }

  /// Whether legs are those of one package of this kind, in any order.
  public func fits(_ legs: [Leg]) -> Bool {
    let sorted = ordered(legs.map(\.contract)).compactMap { contract in
      legs.first { $0.contract == contract }
    }
    guard sorted.count == legs.count, sorted.map(\.ratio) == ratios else { return false }
    let contracts = sorted.map(\.contract)
    let strikes = contracts.map(\.strike)
    let rights = contracts.map(\.right)
    let isOneExpiry = contracts.allSatisfy {
      $0.expiry == contracts[0].expiry && $0.root == contracts[0].root
    }
    let isRising = zip(strikes, strikes.dropFirst()).allSatisfy { $0 < $1 }
    switch self {
    case .ironCondor, .strangleWinged:
      return isOneExpiry && rights == [.put, .put, .call, .call] && isRising
    case .ironButterfly:
      return isOneExpiry && rights == [.put, .put, .call, .call] && strikes[0] < strikes[1]
        && strikes[1] == strikes[2] && strikes[2] < strikes[3]
    case .bullPut, .putDebit: return isOneExpiry && rights == [.put, .put] && isRising
    case .bearCall, .callDebit: return isOneExpiry && rights == [.call, .call] && isRising
    case .calendar:
      return rights[0] == rights[1] && strikes[0] == strikes[1]
        && contracts[0].expiry < contracts[1].expiry
    case .diagonal:
      return rights[0] == rights[1] && contracts[0].expiry < contracts[1].expiry
        && (rights[0] == .call ? strikes[1] < strikes[0] : strikes[1] > strikes[0])
    case .longButterfly, .brokenWing:
      let isEven = strikes[1] - strikes[0] == strikes[2] - strikes[1]
      return isOneExpiry && Set(rights).count == 1 && isRising
        && isEven == (self == .longButterfly)
    }
  }

  /// Contracts with the ratios of this kind; nil when they cannot be a package of it.
  public func legs(of contracts: [OptionContract]) -> [Leg]? {
    guard contracts.count == ratios.count else { return nil }
    let legs = zip(ordered(contracts), ratios).map { Leg(contract: $0, ratio: $1) }
    return fits(legs) ? legs : nil
  }

  /// The order in which the ratios are told.
  private func ordered(_ contracts: [OptionContract]) -> [OptionContract] {
    func key(_ c: OptionContract) -> (Int, Int64, Int64) {
      let right: Int = c.right == .put ? 0 : 1
      let day = Int64(c.expiry.dayNumber)
      return hasTwoExpiries ? (right, day, c.strike.units) : (right, c.strike.units, day)
    }
    return contracts.sorted { key($0) < key($1) }
  }
}

extension Leg {
  /// Reads `SPX-20180316-P-2600:-1`; nil when a part is malformed.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let contract = OptionContract(parts[0]), let ratio = Int(parts[1])
    else { return nil }
    self.init(contract: contract, ratio: ratio)
  }

  /// The leg as it is typed, such as `SPX-20180316-P-2600:-1`.
  public var text: String { "\(contract):\(ratio)" }
}
