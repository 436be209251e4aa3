// The DAX of 5 July 2002: 104 implied volatilities, thirteen strikes in eight expiries.
//
// Figures as published by Sepp (2003), "Pricing European-style options under jump diffusion
// processes with stochastic volatility", and used since to compare Heston calibrations. Expiries are
// whole weeks, zero rates linear in time, days of 1/365 year.

import Glibc
import Pricing

/// The volatilities of one day of the DAX.
enum DAXQuotes {
  /// Level of the index.
  static let spot = 4468.17
  static let strikes: [Double] = [
    3400, 3600, 3800, 4000, 4200, 4400, 4500, 4600, 4800, 5000, 5200, 5400, 5600,
  ]
  /// Days to each expiry with the continuously compounded zero rate there.
  static let expiries: [(days: Double, rate: Double)] = [
    (14, 0.035671428571428576),
    (42, 0.034876470588235294),
    (77, 0.03413111111111111),
    (168, 0.03551318681318681),
    (259, 0.03593033707865169),
    (343, 0.036779775280898874),
    (525, 0.03860837988826816),
    (700, 0.04007486033519553),
  ]
  /// One row an expiry, in the order of the strikes.
  static let volatilities: [[Double]] = [
    [
      0.6625, 0.6007, 0.5084, 0.4541, 0.406, 0.3726, 0.355, 0.3428, 0.3302, 0.3343, 0.346, 0.3857,
      0.3976,
    ],
    [
      0.4875, 0.4543, 0.4221, 0.3869, 0.3607, 0.3396, 0.3277, 0.3209, 0.3062, 0.2959, 0.2845, 0.286,
      0.286,
    ],
    [
      0.4204, 0.3967, 0.3718, 0.3492, 0.333, 0.3108, 0.3012, 0.2958, 0.2799, 0.2705, 0.2624, 0.2578,
      0.2607,
    ],
    [
      0.3667, 0.3511, 0.3327, 0.3149, 0.2999, 0.2781, 0.2781, 0.274, 0.2631, 0.254, 0.2463, 0.2399,
      0.2356,
    ],
    [
      0.3431, 0.3279, 0.3155, 0.2963, 0.2887, 0.2788, 0.2781, 0.2688, 0.2573, 0.2504, 0.2425,
      0.2357, 0.2297,
    ],
    [
      0.3267, 0.3154, 0.3027, 0.2926, 0.2811, 0.2722, 0.2661, 0.2627, 0.2533, 0.2464, 0.2385,
      0.2327, 0.2268,
    ],
    [
      0.3121, 0.2984, 0.2919, 0.2819, 0.2751, 0.2661, 0.2661, 0.258, 0.2504, 0.2448, 0.2373, 0.2312,
      0.2241,
    ],
    [
      0.3121, 0.2921, 0.2889, 0.28, 0.2775, 0.2686, 0.2681, 0.262, 0.2544, 0.2462, 0.2422, 0.2351,
      0.232,
    ],
  ]

  /// The quotes as a calibration takes them.
  static func quotes() throws -> [SmileQuotes] {
    try zip(expiries, volatilities).map { expiry, row in
      let years = expiry.days / 365
      return try SmileQuotes(
        label: "\(Int(expiry.days)) days", years: years, forward: spot * exp(expiry.rate * years),
        discount: exp(-expiry.rate * years), strikes: strikes, volatilities: row)
    }
  }
}
