// The options of a vendor's chain as requests to price or to invert.
//
// Each out-of-the-money contract with a price stands on its expiry's parity forward and discount;
// spot, rate and yield that give the same forward stand beside them for models that need a spot.

import Feeds
import Glibc
import MarketData
import Numerics
import Pricing

extension OptionRequests {
  /// Takes the options of a chain; nil when the file is no vendor's chain.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - invocation: The command line.
  ///   - needs: The inputs that every option must have.
  /// - Throws: `FeedError` for a chain without an expiry that has a forward.
  init?(chain path: String, _ invocation: Invocation, needs: [OptionField]) throws {
    guard path != "-", let file = try? readChain(path), file.format != .plain else { return nil }
    let chain = try QuotedChain(path, invocation)
    for (series, prepared) in zip(chain.snapshot.series, chain.prepared) {
      guard let parity = prepared.parity, series.years > 0 else { continue }
      for contract in series.contracts
      where (contract.right == .put) == (contract.strike < parity.forward) {
        guard let price = contract.mid ?? contract.price else { continue }
        let place = "\(chain.file.file):\(contract.line)"
        var values: [OptionField: Double] = [
          .forward: parity.forward, .discount: parity.discount, .years: series.years,
          .strike: contract.strike, .price: price,
        ]
        let rate = invocation.number("--rate") ?? -log(parity.discount) / series.years
        let spot = chain.snapshot.spot ?? parity.forward * parity.discount
        values[.spot] = spot
        values[.rate] = rate
        values[.yield] =
          invocation.number("--yield") ?? rate - log(parity.forward / spot) / series.years
        var request = OptionRequest(place: place, right: contract.right, values: values)
        request.label = series.label
        if needs.contains(.volatility) {
          do {
            values[.volatility] = try request.impliedVolatility()
          } catch {
            faults.add("\(place): \(error)")
            continue
          }
          request = OptionRequest(place: place, right: contract.right, values: values)
          request.label = series.label
        }
        options.append(request)
      }
    }
    guard !options.isEmpty else {
      throw FeedError(file: path, rule: "no contract has a price on a known forward")
    }
  }
}

/// The columns that name an option: its expiry when it has one, right, strike and years.
func nameColumns(_ options: [OptionRequest]) -> [ModelColumn] {
  let columns = [
    ModelColumn("right", texts: options.map(\.right.rawValue)),
    ModelColumn("strike", figures: options.map { $0[.strike] }),
    ModelColumn("years", figures: options.map { $0[.years] }),
  ]
  guard options.contains(where: { !$0.label.isEmpty }) else { return columns }
  return [ModelColumn("expiry", texts: options.map(\.label))] + columns
}
