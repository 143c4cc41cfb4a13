using System.Diagnostics;
using System.Globalization;
using OpsBot.Core.Billing.Documents;

namespace OpsBot.Bench;

/// <summary>How long it takes to print an invoice of a few lines with its payment code, and how large the file is.</summary>
static class Papers
{
    const int Times = 200;

    public static void Measure()
    {
        var paper = new Paper("Invoice", "INV-202603-0001", "EUR", new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero),
            new("Nimbus GmbH", "Hauptstr. 1, 10115 Berlin, Germany", "DE", "DE123456789"),
            new("Größte Käufer & Söhne KG", "Rue de la Paix 1, 75002 Paris", "FR", "FR12345678901"))
        {
            Facts = [new("Number", "INV-202603-0001"), new("Issued", "2 Mar 2026"), new("Due", "16 Mar 2026")],
            Lines =
            [
                .. Enumerable.Range(1, 6).Select(i =>
                    new PaperLine($"Growth, part {i}", i, "1 Mar 2026 – 31 Mar 2026", "DE VAT 19 %", "€60.00")),
            ],
            Sums = [new("Net", "€360.00"), new("DE VAT 19 % on €360.00", "€68.40"), new("Total", "€428.40", IsTotal: true)],
            Notes = ["Please pay €428.40 by 16 Mar 2026, naming INV-202603-0001.", "IBAN DE89370400440532013000"],
            Code = "BCD\n002\n1\nSCT\n\nNimbus GmbH\nDE89370400440532013000\nEUR428.40\n\n\nINV-202603-0001",
        };
        var (took, size) = (new List<double>(), 0);
        for (var i = 0; i < Times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            size = PaperPrinter.Print(paper).Length;
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        took.Sort();
        var (half, most) = (took[Times / 2], took[Times * 95 / 100]);
        Screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"An invoice of 6 lines as PDF: p50 {half:0.0} ms, p95 {most:0.0} ms (≤ 60), {size / 1000.0:0.0} kB."));
    }
}
