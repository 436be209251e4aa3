// Several European options in vector registers: what both closed forms share.
//
// With A and B the present values of asset and strike, one density serves both probabilities, for
// A phi(d1) = B phi(d2); the tails are that density times Mills ratios. One division serves
// 1 / width, 1 / spot and 1 / sqrt(T). Absolute accuracy: see `blackScholesMertonGrid`.

public import Numerics

/// The parts of the closed form for several options.
struct LaneParts {
  /// A N(+-d1): the asset's share of the value.
  let assetShare: Lanes
  /// B N(+-d2): the strike's share of the value.
  let bondShare: Lanes
  /// A phi(d1).
  let density: Lanes
  /// sqrt(T).
  let root: Lanes
  /// sigma sqrt(T).
  let width: Lanes
  /// 1 / (spot sigma sqrt(T)).
  let inverse: Lanes

  /// Evaluates from present values, the logarithm of their quotient, and the sign of the right.
  @inline(__always)
  init(
    spot: Lanes, asset: Lanes, bond: Lanes, drift: Lanes, years: Lanes, volatility: Lanes,
    sign: Lanes
  ) {
    root = years.squareRoot()
    width = volatility * root
    inverse = 1 / (spot * width)
    let d1 = drift * (inverse * spot) + 0.5 * width
    let d2 = d1 - width
    density = asset * (0.398_942_280_401_432_677_94 * vectorExponential(-0.5 * d1 * d1))
    let (z1, z2) = (d1 * sign, d2 * sign)
    let first = vectorMillsRatio(LaneParts.size(z1))
    let second = vectorMillsRatio(LaneParts.size(z2))
    let share = density / (first.denominator * second.denominator)
    let tail1 = first.numerator * second.denominator * share
    let tail2 = second.numerator * first.denominator * share
    assetShare = tail1.replacing(with: asset - tail1, where: z1 .> 0)
    bondShare = tail2.replacing(with: bond - tail2, where: z2 .> 0)
  }

  /// The absolute value, at most 1e12: the density is nothing long before.
  @inline(__always)
  private static func size(_ z: Lanes) -> Lanes {
    let size = z.replacing(with: -z, where: z .< 0)
    return size.replacing(with: 1e12, where: size .> 1e12)
  }
}

/// Value and sensitivities of several options.
struct LaneGreeks {
  let price: Lanes
  let delta: Lanes
  let gamma: Lanes
  let vega: Lanes
  let theta: Lanes
  let rho: Lanes

  /// Black-Scholes-Merton, with spot and both rates.
  @inline(__always)
  init(
    spot: Lanes, strike: Lanes, years: Lanes, rate: Lanes, yield: Lanes, volatility: Lanes,
    sign: Lanes
  ) {
    let asset = spot * vectorExponential(-(yield * years))
    let bond = strike * vectorExponential(-(rate * years))
    let drift = vectorLogarithm(of: spot, over: strike) + (rate - yield) * years
    let parts = LaneParts(
      spot: spot, asset: asset, bond: bond, drift: drift, years: years, volatility: volatility,
      sign: sign)
    let (a, b) = (sign * parts.assetShare, sign * parts.bondShare)
    let inverseSpot = parts.inverse * parts.width
    price = a - b
    delta = a * inverseSpot
    gamma = parts.density * parts.inverse * inverseSpot
    vega = parts.density * parts.root
    let decay = 0.5 * parts.density * volatility * volatility * (parts.inverse * spot)
    theta = yield * a - rate * b - decay
    rho = years * b
  }

  /// Black (1976), with forward and discount.
  @inline(__always)
  init(
    forward: Lanes, strike: Lanes, years: Lanes, discount: Lanes, volatility: Lanes, sign: Lanes
  ) {
    let parts = LaneParts(
      spot: forward, asset: forward * discount, bond: strike * discount,
      drift: vectorLogarithm(of: forward, over: strike), years: years, volatility: volatility,
      sign: sign)
    let (a, b) = (sign * parts.assetShare, sign * parts.bondShare)
    let inverseForward = parts.inverse * parts.width
    let inverseRoot = parts.inverse * forward * volatility
    price = a - b
    delta = a * inverseForward
    gamma = parts.density * parts.inverse * inverseForward
    vega = parts.density * parts.root
    // dV/dt = r V - A phi(d1) s / (2 sqrt(T)), with r = -ln(D) / T.
    let rate = vectorLogarithm(of: Lanes(repeating: 1), over: discount)
    theta = inverseRoot * (rate * inverseRoot * price - 0.5 * parts.density * volatility)
    rho = -years * price
  }
}

/// Value and sensitivities of up to eight options on forwards under Black (1976), as `black76Grid`.
///
/// The caller answers for inputs above zero; lanes that it does not fill must be sound too.
public struct Black76Lanes {
  /// Value today.
  public let price: Lanes
  /// To the forward.
  public let delta: Lanes
  /// To the forward twice.
  public let gamma: Lanes
  /// To the volatility.
  public let vega: Lanes
  /// As a year passes.
  public let theta: Lanes

  /// Values options.
  public init(
    forward: Lanes, strike: Lanes, years: Lanes, discount: Lanes, volatility: Lanes, sign: Lanes
  ) {
    let all = LaneGreeks(
      forward: forward, strike: strike, years: years, discount: discount, volatility: volatility,
      sign: sign)
    price = all.price
    delta = all.delta
    gamma = all.gamma
    vega = all.vega
    theta = all.theta
  }
}
