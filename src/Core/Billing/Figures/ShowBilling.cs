using System.Globalization;
using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

public sealed record ShowBilling(
    [Arg("in which currency; without it, the one with most subscribers", MaxLength = 3, Words = typeof(CurrencyWords))]
    string? Currency = null,
    [Arg("how many months the picture goes back", Named = true, Min = 1, Max = 36)] int Months = 12,
    [Arg("the picture as a file", Named = true)] bool Save = false) : IQuestion<ShowBilling, BillingShown>
{
    public static Spec Spec { get; } = new("billing overview", "What comes in a month and what moved it, who pays, who tries, who owes")
    {
        Examples = ["/billing overview", "/billing overview USD", "/billing overview EUR months:24 save:yes"],
    };
}

public sealed record BillingShown(
    ShowBilling Asked, BillingFigures? Figures, IReadOnlyList<string> Currencies, EventSuccess Events, DateOnly Today, Chart? Chart)
    : IAnswer
{
    public Reply Say() => Figures is null
        ? new("Billing")
        {
            Parts = [new Paragraph("Nobody has subscribed to anything yet.")],
            Buttons = [new Button("Plans", "/plan list")],
        }
        : new($"Billing, {Figures.Currency.Code}")
        {
            Tone = Figures.Overdue.Count + Figures.Failed.Count > 0 ? Tone.Warning : Tone.Neutral,
            Parts =
            [
                .. Chart.IfAny(chart => Asked.Save
                    ? chart with { SaveAs = $"mrr-{Figures.Currency.Code.ToLowerInvariant()}-{Asked.Months}-months.png" } : chart),
                new Fields([.. Rows(Figures)]),
                .. Moves(Figures),
                new Pickers(
                [
                    .. new Picker("Currency", [.. Currencies.Select(code => new PickerOption(code, Line(Asked with { Currency = code })))],
                        Figures.Currency.Code).If(Currencies.Count > 1),
                    new("Time", [.. Spans.Select(span => new PickerOption(Span(span), Line(Asked with { Months = span })))],
                        Span(Asked.Months)),
                ]),
                new Small(Currencies.Count > 1 ? $"Only what is in {Figures.Currency.Code}; other currencies are not added to it."
                    : "MRR is what all that is paid for comes to in a month, without tax."),
            ],
            Buttons =
            [
                new Button("Subscriptions", $"/billing subscriptions currency:{Figures.Currency.Code}"),
                new Button("Trials", "/billing trials"), new Button("Failed", "/billing failed"),
                new Button("Aging", $"/billing aging {Figures.Currency.Code}"),
                new Button("By month", $"/billing revenue {Figures.Currency.Code}"),
                new Button("Save", Line(Asked with { Save = true })), new Button("Refresh", Line(Asked)) { InPlace = true },
            ],
        };

    static readonly IReadOnlyList<int> spans = [3, 6, 12, 24, 36];

    IEnumerable<int> Spans => spans.Append(Asked.Months).Distinct().Order();

    static string Span(int months) => months == 1 ? "1 month" : string.Create(CultureInfo.InvariantCulture, $"{months} months");

    IEnumerable<Field> Rows(BillingFigures of)
    {
        var before = of.Before(Today);
        yield return new("MRR", Words.Of(new Strong(of.Mrr.ToString()), new Plain(before is null ? "" : $" {Than(of.Mrr, before.Mrr)}")));
        yield return new("ARR", new Money(of.Mrr.Minor * 12, of.Currency).ToString());
        yield return new("Active", Of(of.Active, (of.PastDue, "past due"), (of.Leaving, "leaving"), (of.Paused, "paused besides")));
        yield return new("Trials", Of(of.Trials, (of.Ending, $"ending within {ReadFigures.SoonDays} days")));
        yield return new($"Invoiced, {ReadFigures.RecentDays} days", $"{of.Invoiced} without tax");
        yield return new($"Received, {ReadFigures.RecentDays} days", of.Received.ToString());
        yield return new("Conversion", of.Tried == 0 ? $"no trial ended within {ReadFigures.TriedDays} days"
            : $"{Share(of.Won, of.Tried)}: {of.Won:N0} of {of.Tried:N0} trials that ended within {ReadFigures.TriedDays} days");
        yield return new("Churn", Churn(of, before));
        yield return new($"Failed, {ReadFigures.RecentDays} days", of.Failed.InWords);
        yield return new("Pending", of.Pending.InWords);
        yield return new("Open", of.Open.InWords);
        yield return new("Overdue", of.Overdue.InWords);
        if (Events.All > 0)
            yield return new("Provider's reports", $"{Share(Events.Settled, Events.All)} of the last {Events.All:N0} taken in");
    }

    static string Churn(BillingFigures of, MrrDay? before)
    {
        if (before is not { Mrr.Minor: > 0 }) return "not known before it was kept for a month";
        var lost = of.MovedSince(before.Day);
        return $"{Share(lost.ChurnMinor, before.Mrr.Minor)} of MRR in a month: {lost.ChurnCount:N0} of {before.Organizations:N0} left";
    }

    /// <summary>From what it was a month ago to what it is, by why.</summary>
    IReadOnlyList<Part> Moves(BillingFigures of)
    {
        if (of.Before(Today) is not { } before) return [];
        var moved = of.MovedSince(before.Day);
        string money(long minor) => new Money(minor, of.Currency).ToString();
        return
        [
            new Title($"MRR since {before.Day.InWords()}"),
            new Table([new("What"), new("How many", Right: true), new("Amount", Right: true)],
            [
                ["It was", $"{before.Organizations:N0}", money(before.Mrr.Minor)],
                ["New", Signed(moved.NewCount), money(moved.NewMinor)],
                ["Came back", Signed(moved.ReactivationCount), money(moved.ReactivationMinor)],
                ["Pay more", $"{moved.ExpansionCount:N0}", money(moved.ExpansionMinor)],
                ["Pay less", $"{moved.ContractionCount:N0}", money(-moved.ContractionMinor)],
                ["Left", Signed(-moved.ChurnCount), money(-moved.ChurnMinor)],
                ["It is", $"{of.Active:N0}", money(of.Mrr.Minor)],
            ]),
        ];
    }

    static string Signed(long count) => count.ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture);

    static string Of(long all, params IReadOnlyList<(long Count, string What)> of) => string.Join(", ",
        of.Where(one => one.Count > 0).Select(one => $"{one.Count:N0} {one.What}").Prepend($"{all:N0}"));

    static string Share(long part, long of) =>
        (100m * part / of).ToString(part == of || part == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " %";

    internal static string Than(Money now, Money before)
    {
        if (before.Minor == 0) return "from nothing a month ago";
        var percent = Math.Round(100m * (now.Minor - before.Minor) / before.Minor, 1);
        var arrow = percent switch { > 0 => "↑", < 0 => "↓", _ => "→" };
        return $"{arrow} {Math.Abs(percent).ToString("0.#", CultureInfo.InvariantCulture)} % on a month ago";
    }

    string Line(ShowBilling asked) => Lines.LineOf(asked with
    {
        Currency = asked.Currency ?? Figures?.Currency.Code, Save = asked.Save && !Asked.Save,
    });
}

sealed class ShowBillingHandler(Seller seller, IOptions<SellerOptions> options) : IAnswerQuestion<ShowBilling, BillingShown>
{
    // About one a week in a year, one a day in three months.
    const int MostSlots = 90;

    public async Task<Result<BillingShown>> Answer(ShowBilling question, Work work, CancellationToken cancel)
    {
        if (CurrencyWords.Read(question.Currency).Failed(out var wanted, out var refusal)) return refusal;
        var today = seller.Today;
        // Far enough back for the month before, too.
        var from = today.AddMonths(-question.Months);
        var (all, events) = await ReadFigures.Read(work, today, options.Value.TimeZone, from.AddMonths(-1), cancel);
        var shown = wanted is { } one ? all.FirstOrDefault(figures => figures.Currency == one) : all.Count > 0 ? all[0] : null;
        if (shown is null && wanted is { } unknown && all.Count > 0)
            return new Refusal($"Nothing is paid in {unknown.Code}.")
            {
                WaysOn = [.. all.Take(3).Select(figures => new WayOn(figures.Currency.Code, $"/billing overview {figures.Currency.Code}"))],
            };
        return new BillingShown(question, shown, [.. all.Select(figures => figures.Currency.Code)], events, today,
            shown is null ? null : Chart(shown, from, today));
    }

    static Chart Chart(BillingFigures figures, DateOnly from, DateOnly today)
    {
        var days = today.DayNumber - from.DayNumber;
        var slots = Math.Min(days, MostSlots);
        var values = Enumerable.Range(1, slots).Select(slot =>
        {
            var end = from.AddDays(days * slot / slots);
            return figures.Days.LastOrDefault(day => day.Day <= end) is { } stood
                ? (double?)stood.Mrr.Minor / figures.Currency.Factor : null;
        });
        return new($"MRR, {(from.AddMonths(1) == today ? "the last month" : $"since {from.InWords()}")}", figures.Currency.Code,
            [new Series("MRR", [.. values])], [])
        {
            From = new(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), Until = new(today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        };
    }
}
