// Prices at which a package fills on paper.
//
// A leg fills at its mid plus or minus a share of the half-spread that falls with the number of
// legs: 0.75, 0.66, 0.60 and 0.56 for one to four. ORATS publishes 66 % for two legs
// (blog.orats.com); 0.75 and 0.56 are those of FLOX; 0.60 is interpolated. The worst case is the
// far side. Prices are rounded to the tick against us.

public import MarketData

/// How kind the paper market is.
public enum FillMode: String, CaseIterable, Sendable {
  /// A share of the half-spread by number of legs.
  case share = "SHARE"
  /// The far side of every leg.
  case worst = "WORST"
}

/// The share of the half-spread paid by each leg of a package.
public func halfSpreadShare(legs: Int, mode: FillMode) -> Double {
  if mode == .worst { return 1 }
  switch legs {
  case ...1: return 0.75
  case 2: return 0.66
  case 3: return 0.60
  default: return 0.56
  }
}

/// The price at which one leg fills a unit of the underlying.
///
/// - Parameters:
///   - bid: Best bid, above zero.
///   - ask: Best ask, above the bid.
///   - isSale: True when contracts are sold.
///   - share: Share of the half-spread paid, 0 to 1.
///   - ticks: Price increments.
/// - Returns: A price between bid and ask, rounded to the tick against us.
public func legFillPrice(
  bid: Money, ask: Money, isSale: Bool, share: Double, ticks: TickSchedule
) -> Money {
  let middle = Double(bid.units + ask.units) / 2
  let half = Double(ask.units - bid.units) / 2
  let exact = isSale ? middle - share * half : middle + share * half
  let tick = Double(ticks.tick(at: Money(units: Int64(middle))).units)
  // A share of a cent of rounding noise must not cost a whole tick.
  let steps = isSale ? (exact / tick + 1e-9).rounded(.down) : (exact / tick - 1e-9).rounded(.up)
  let price = Money(units: Int64(steps * tick))
  return min(max(price, bid), ask)
}

/// A leg of a package with the market it would fill on.
public struct FillLeg: Hashable, Sendable {
  /// Contracts in one package, negative for sold.
  public var ratio: Int
  /// The quote.
  public var quote: Quote
  /// What the quote is fit for.
  public var quality: QuoteQuality
  /// Price increments.
  public var ticks: TickSchedule

  /// Makes a leg.
  public init(ratio: Int, quote: Quote, quality: QuoteQuality, ticks: TickSchedule) {
    self.ratio = ratio
    self.quote = quote
    self.quality = quality
    self.ticks = ticks
  }
}

/// What a package would fill at.
public struct PackageFill: Hashable, Sendable {
  /// Packages that the displayed sizes allow, at most those asked for.
  public var quantity: Int
  /// Price of each leg.
  public var prices: [Money]
  /// Price of each leg at the far side.
  public var worstPrices: [Money]
  /// Net of one package, positive for a credit.
  public var net: Money
}

/// Why a package does not fill now.
public enum FillRefusal: Error, Hashable, Sendable {
  /// A leg's quote is not good.
  case quality(QuoteQuality)
  /// The net would be below the limit.
  case limit(net: Money)
  /// No whole package is displayed.
  case size
  /// The order has its share of the volume of a leg already.
  case volume
}

extension FillRefusal {
  /// What it means.
  public var words: String {
    switch self {
    case .quality(let quality): "the quote of a leg is \(quality.rawValue)"
    case .limit(let net): "the market gives \(net)"
    case .size: "no whole package is displayed"
    case .volume: "too little of a leg was traded today"
    }
  }
}

/// On which terms an order fills.
public struct FillTerms: Hashable, Sendable {
  /// Least acceptable net of one package, positive for a credit.
  public var limit: Money
  /// How kind the paper market is.
  public var mode: FillMode
  /// Most of a leg's volume of the session so far that the order may be; nil for no such cap.
  public var volumeShare: Double?
  /// Packages of the order that are filled already.
  public var filled: Int

  /// Makes terms.
  public init(limit: Money, mode: FillMode, volumeShare: Double? = nil, filled: Int = 0) {
    self.limit = limit
    self.mode = mode
    self.volumeShare = volumeShare
    self.filled = filled
  }

  /// Packages that the volume of a leg still allows; nil without a cap.
  func packages(of leg: FillLeg) -> Int? {
    volumeShare.map { share in
      let contracts = (share * Double(leg.quote.volume)).rounded(.down)
      return Int(contracts) / max(1, abs(leg.ratio)) - filled
    }
  }
}

/// Fills a package within its limit, or says why not.
///
/// - Parameters:
///   - legs: The legs with their market.
///   - packages: Packages wanted, above zero.
///   - limit: Least acceptable net of one package, positive for a credit.
///   - mode: How kind the paper market is.
/// - Returns: Packages, prices and fees, or why nothing is filled.
public func fillPackage(
  _ legs: [FillLeg], packages: Int, limit: Money, mode: FillMode
) -> Result<PackageFill, FillRefusal> {
  fillPackage(legs, packages: packages, terms: FillTerms(limit: limit, mode: mode))
}

/// Fills a package within its limit and its share of the volume, or says why not.
///
/// What is filled are whole packages, each with all of its legs in their ratio.
///
/// - Parameters:
///   - legs: The legs with their market.
///   - packages: Packages wanted, above zero.
///   - terms: The limit, the mode and the cap by volume.
/// - Returns: Packages, prices and fees, or why nothing is filled.
public func fillPackage(
  _ legs: [FillLeg], packages: Int, terms: FillTerms
) -> Result<PackageFill, FillRefusal> {
  let share = halfSpreadShare(legs: legs.count, mode: terms.mode)
  var traded = packages
  var quantity = packages
  var prices: [Money] = []
  var worst: [Money] = []
  var net = Money.zero
  for leg in legs {
    guard leg.quality == .good else { return .failure(.quality(leg.quality)) }
    let isSale = leg.ratio < 0
    let price = legFillPrice(
      bid: leg.quote.bid, ask: leg.quote.ask, isSale: isSale, share: share, ticks: leg.ticks)
    prices.append(price)
    worst.append(isSale ? leg.quote.bid : leg.quote.ask)
    net -= price * leg.ratio
    let displayed = Int(isSale ? leg.quote.bidSize : leg.quote.askSize)
    quantity = min(quantity, displayed / max(1, abs(leg.ratio)))
    traded = min(traded, terms.packages(of: leg) ?? traded)
  }
  guard net >= terms.limit else { return .failure(.limit(net: net)) }
  guard quantity > 0 else { return .failure(.size) }
  guard traded > 0 else { return .failure(.volume) }
  return .success(
    PackageFill(quantity: min(quantity, traded), prices: prices, worstPrices: worst, net: net))
}
