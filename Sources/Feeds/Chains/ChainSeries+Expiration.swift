// The moment at which a series of a file settles.

public import MarketData

extension ChainSeries {
  /// When it settles, by the rules of its root; nil when the source gives no expiry date.
  public var expiration: Instant? { expiry.map(RootTraits(root: root).expiration) }
}
