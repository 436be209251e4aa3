// Where the columns of a table stand and what they mean.

import MarketData

/// The columns of a bar; -1 where there is none.
struct BarCells: Hashable {
  var open = -1
  var high = -1
  var low = -1
  var close = -1
  var volume = -1
  var adjusted = -1
  var prior = -1
  var dividend = -1
  var split = -1

  /// Whether all four prices are there.
  var isWhole: Bool { open >= 0 && high >= 0 && low >= 0 && close >= 0 }
}

/// The columns of one symbol's bars.
struct BarPlaces: Hashable {
  /// The symbol, when the header names it.
  var symbol: String?
  var cells = BarCells()
}

/// A column of figures and what it is called.
struct FigureColumn: Hashable {
  var metric: String
  var column: Int
}

/// What the rows of a table are.
enum TableRole: Hashable {
  /// Bars; the column of the symbol, -1 where there is none.
  case bars([BarPlaces], symbol: Int)
  /// Dated figures.
  case figures([FigureColumn])
  /// Dated dates, kept as days until them.
  case dates([FigureColumn])
  /// Days of announcements: the columns of the symbol, of the time of day and of the kind.
  case events(MarketEventKind?, symbol: Int, time: Int, kind: Int)
  /// Rows that are counted and checked only.
  case recording
}

/// How to read the rows of a table.
struct TableLayout {
  /// The stable name of the format.
  var format: String
  /// The last line of the header, from 1; 0 where there is none.
  var headerLine: Int
  /// Cells of a row.
  var width: Int
  var separator: UInt8
  var hasDecimalComma: Bool
  /// The column of the date or moment; -1 where there is none.
  var time = -1
  /// A second column with the time of day; -1 where there is none.
  var clock = -1
  var form = StampForm.yearFirst
  var zone = StampZone.newYork
  var role: TableRole
  /// Where errors find names of columns.
  var names: [String]
  /// What the figures belong to, when the header tells it.
  var symbol: String?
}

/// The names of columns, without marks and in small letters.
struct ColumnNames {
  let names: [String]

  init(_ cells: [String]) {
    names = cells.map { cell in cell.lowercased().filter { $0.isLetter || $0.isNumber } }
  }

  subscript(place: Int) -> String { names[place] }

  /// The first column of some names; -1 when there is none.
  func place(_ aliases: [String]) -> Int {
    for alias in aliases {
      if let place = names.firstIndex(of: alias) { return place }
    }
    return -1
  }

  func has(_ name: String) -> Bool { names.contains(name) }

  static let time = [
    "date", "datetime", "timestamp", "time", "ts", "t", "tsutc", "dateutc", "timeutc", "day",
    "timestamputc", "windowstart", "opentime", "localtime", "gmttime", "unixtime", "unix", "epoch",
    "observationdate", "datum", "fecha", "data", "tradedate", "tradingday",
  ]
  static let clock = ["time", "clock", "hour", "timeofday", "zeit", "hora", "heure"]
  static let open = [
    "open", "o", "openprice", "firstprice", "eröffnung", "eröffnungskurs", "erster", "ouverture",
    "apertura",
  ]
  static let high = [
    "high", "h", "highprice", "hoch", "tageshoch", "haut", "máximo", "maximo", "max",
  ]
  static let low = [
    "low", "l", "lowprice", "tief", "tagestief", "bas", "mínimo", "minimo", "min",
  ]
  static let close = [
    "close", "c", "closelast", "closeprice", "last", "lastprice", "price", "schluss", "schlusskurs",
    "kurs", "clôture", "cloture", "dernier", "cierre", "último", "ultimo",
  ]
  static let volume = [
    "volume", "v", "vol", "totalvolume", "volumen", "umsatz", "stücke", "volumeusd", "shares",
  ]
  static let adjusted = ["adjclose", "adjustedclose", "adjcloseprice", "closeadj"]
  static let dividend = ["dividends", "dividend", "dividendamount", "divcash", "cashdividend"]
  static let split = ["stocksplits", "splitcoefficient", "splitfactor", "splitratio"]
  static let prior = ["priorclose", "previousclose", "prevclose"]
  static let symbol = ["symbol", "ticker", "contract", "instrument", "sym", "code"]
}
