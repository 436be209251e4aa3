// What every number of the desk is made of, in words, and where that is written.
//
// One table for the verb and for the screen.

/// A number's definition.
public struct Formula: Hashable, Sendable {
  /// The name by which it is asked for.
  public var id: String
  /// The formula in words.
  public var words: String
  /// The paper, the rule or the convention it follows.
  public var source: String

  init(_ id: String, _ words: String, _ source: String) {
    self.id = id
    self.words = words
    self.source = source
  }

  /// Every definition: of candidates, edges, fills, the book and its limits.
  public static let all: [Formula] = candidateFormulas + edgeFormulas + bookFormulas + limitFormulas

  /// The definition of a name; nil when there is none.
  public static func named(_ id: String) -> Formula? { all.first { $0.id == id } }

  private static let desk = "the desk's own rule"

  private static let candidateFormulas: [Formula] = [
    Formula(
      "net",
      "sum over legs of -ratio x far side: shorts at the bid, longs at the ask; "
        + "positive is a credit", "conservative pricing, " + desk),
    Formula("net_mid", "sum over legs of -ratio x (bid + ask) / 2", desk),
    Formula("fees", "fee a contract x contracts of all legs x packages", "setting costs.fee"),
    Formula(
      "max_loss", "packages x proven bound of one package, fees included",
      "proof of defined risk"),
    Formula(
      "bound",
      "multiplier x (sum over expiry groups of the worst intrinsic loss - net) + fees; the "
        + "worst lies at zero or at a strike, as the value is piecewise linear",
      "Cboe universal spread margin rule, SEC release 34-67752, 77 FR 54626"),
    Formula(
      "max_profit",
      "packages x multiplier x the largest expiry value over zero, the strikes and "
        + "beyond - fees; none where it is not bounded or two expiries are held",
      "exact at the kinks"),
    Formula(
      "breakevens", "prices at which net + intrinsic value of the legs is zero at the first expiry",
      "exact between the kinks; two expiries by model"),
    Formula(
      "pop_q",
      "sum of the risk-neutral probability of the profit intervals; P(S<K) = N(-d2) + F "
        + "phi(d1) sqrt(T) dsigma/dK on the fitted smile",
      "Breeden and Litzenberger (1978), Journal of Business 51(4)"),
    Formula(
      "pop_p",
      "the same intervals under a lognormal with the forecast volatility, drift r - q; an "
        + "event adds a normal jump", "HAR forecast, Corsi (2009), J. Financial Econometrics 7(2)"),
    Formula(
      "ev_q",
      "discounted integral of the payoff over the risk-neutral density, at far sides, less "
        + "fees", "density on 801 prices"),
    Formula(
      "ev_p",
      "discounted integral of the payoff over the forecast density, at far sides, less fees",
      "density on 801 prices over six standard deviations"),
    Formula(
      "touch",
      "2 x P(S below the highest short put) + 2 x P(S above the lowest short call), at "
        + "most 1", "reflection principle"),
    Formula(
      "margin", "payoff-exact requirement of the structure; for one structure its proven loss",
      "Cboe universal spread margin rule"),
    Formula(
      "delta", "packages x multiplier x sum of ratio x Black-76 delta x forward / spot",
      "Black (1976)"),
    Formula("gamma", "packages x multiplier x sum of ratio x Black-76 gamma", "Black (1976)"),
    Formula("vega", "packages x multiplier x sum of ratio x Black-76 vega / 100", "Black (1976)"),
    Formula(
      "theta", "packages x multiplier x sum of ratio x Black-76 theta / 365", "Black (1976)"),
    Formula(
      "quantity",
      "floor of the least room over the loss of one package: share of equity, risk "
        + "budget left, quarter Kelly, underlying, expiry week and cluster; x regime factor x "
        + "volatility factor; one package too large is refused, never forced",
      "Kelly (1956); Moreira and Muir (2017), Journal of Finance 72(4)"),
    Formula(
      "stress",
      "legs revalued by Black-76 at moved spot and shifted volatility, minus their value "
        + "now", "own volatility of each leg, floor 3 %"),
    Formula(
      "quality",
      "25 x strength/100 + 25 x confidence/100 (half where the structure does not fit the "
        + "regime) + 25 x tightness of the legs + 25 x (1/2 + 5 EV P / max loss)", desk),
    Formula(
      "recommendation",
      "PASS when sizing, validation or a limit refuses; REVIEW with a warning, a "
        + "fallback edge or confidence under 40; else TRADE", desk),
  ]

  private static let edgeFormulas: [Formula] = [
    Formula(
      "strength",
      "round(100 x (0.5 a + 0.3 m + 0.2 q)): a how far the percentile is in its tail, m "
        + "size over the threshold, q quality of data; x 0.6 for selling in a panic", desk),
    Formula(
      "percentile", "share of past values below + half of those equal, strictly before the session",
      "mid-rank"),
    Formula(
      "VRP", "IV30 / RV20 over 1.3 and its percentile over 80 (95 in panic) sells; under 0.9 buys",
      "Carr and Wu (2009), Review of Financial Studies 22(3); Bollerslev, Tauchen, Zhou (2009)"),
    Formula(
      "TERM_STRUCTURE", "back over front volatility - 1, events stripped: beyond 8 % is extreme",
      "Vasquez (2017), J. Financial and Quantitative Analysis 52(6)"),
    Formula(
      "SKEW",
      "25-delta put minus call volatility over volatility at the money, against its history",
      "Mixon (2011), Journal of Derivatives 18(4)"),
    Formula(
      "EVENT", "event variance = front variance less ambient forward variance, against past moves",
      "Bennett, Trading Volatility"),
    Formula(
      "GAMMA", "sum of gamma x open interest x multiplier x spot squared x 1 %, calls +, puts -",
      "proxy; Ni, Pearson, Poteshman (2005); Barbon and Buraschi (2021)"),
    Formula("ratio", "iv30 / rv20", "Carr and Wu (2009)"),
    Formula("iv30", "the volatility index / 100, else the surface's own 30-day volatility", desk),
    Formula("rv20", "sqrt(252 x mean of 20 squared daily log returns)", "zero-mean estimator"),
    Formula("vrp_vol", "iv30 - rv20", "Carr and Wu (2009)"),
    Formula("vrp_var", "iv30 squared - forecast variance", "Bollerslev, Tauchen, Zhou (2009)"),
    Formula("forecast_var", "HAR on daily, weekly and monthly realised variance", "Corsi (2009)"),
    Formula("slope", "back_iv / front_iv - 1", "Vasquez (2017)"),
    Formula("norm_slope", "(back_iv - front_iv) / (sqrt(T2) - sqrt(T1))", desk),
    Formula("forward_vol", "sqrt((back_iv^2 T2 - front_iv^2 T1) / (T2 - T1))", "total variance"),
    Formula("rr25", "put25 - call25", "25-delta risk reversal"),
    Formula("nrr", "rr25 / atm", "Mixon (2011)"),
    Formula("bf25", "(put25 + call25) / 2 - atm", "25-delta butterfly"),
    Formula(
      "regime",
      "softmax of five weighted scores x coverage of the features; a change needs ten "
        + "points, three closes and five of dwell, a panic one reading",
      "Schmitt trigger, " + desk),
  ]

  private static let bookFormulas: [Formula] = [
    Formula(
      "price",
      "mid -/+ share of the half-spread (1 leg 0.75, 2 0.66, 3 0.60, 4 0.56), rounded to "
        + "the tick against us, on the quotes after the order", "ORATS (2 legs), FLOX (1 and 4)"),
    Formula(
      "entry", "sum over legs of -ratio x fill price", desk),
    Formula("equity", "cash + mid marks of good quotes, else the last good ones", desk),
    Formula("equity_exit", "cash + marks at the side that would close", desk),
    Formula("cash", "sum of the postings to the account cash", "double-entry ledger"),
    Formula("unrealised", "mid marks minus cost of the open positions", desk),
    Formula(
      "realised",
      "results of closed legs, interest and dividends less all fees, since the run began", desk),
    Formula("drawdown", "1 - equity / peak", desk),
    Formula("open_max_loss", "sum of the structures' proven losses, no offset between them", desk),
  ]

  private static let limitFormulas: [Formula] = [
    Formula("daily_loss", "(session-open equity - exit equity) / session-open equity", desk),
    Formula("weekly_loss", "(week-open equity - exit equity) / week-open equity", desk),
    Formula("trade_max_loss", "proven loss of one trade against risk.per_trade x equity", desk),
    Formula("total_max_loss", "sum of proven losses against risk.total x equity", desk),
    Formula("open_structures", "open structures and working openings", desk),
    Formula("underlying_max_loss", "largest sum of proven losses of one underlying", desk),
    Formula("expiry_week_max_loss", "largest sum of proven losses of one week of expiries", desk),
    Formula("cluster_max_loss", "largest sum of proven losses of one cluster", desk),
    Formula("delta_dollars", "sum of beta x delta x spot", desk),
    Formula("gamma_dollars", "sum of 0.5 x gamma x (beta x spot x 1 %) squared", desk),
    Formula("worst_stress", "loss of the worst cell of the stress grid", desk),
  ]
}
