using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>What is wrong with one argument.</summary>
public sealed record Problem(Parameter Parameter, string Sentence, bool Missing)
{
    public IReadOnlyList<WayOn> WaysOn { get; init; } = [];
}

/// <summary>An operation made from text, or all that is wrong with the text.</summary>
public sealed record Bound(object? Operation, IReadOnlyList<Problem> Problems)
{
    /// <summary>The things that were named, by parameter.</summary>
    public IReadOnlyDictionary<string, Found> Named { get; init; } = new Dictionary<string, Found>();
}

/// <summary>Turns the text of each argument into its value; names become the things they name.</summary>
public sealed class Binder(Finders finders, IOptions<MoneyOptions> money, TimeProvider time)
{
    // As many ways on as a person reads, and as many fits as are worth counting.
    const int Offered = 5;
    const int Most = 100;

    public async Task<Bound> Bind(Parsed parsed, NpgsqlConnection db, CancellationToken cancel)
    {
        var values = new Dictionary<string, object?>();
        var named = new Dictionary<string, Found>();
        var problems = new List<Problem>();
        foreach (var parameter in parsed.Entry.Parameters)
        {
            if (!parsed.Arguments.TryGetValue(parameter.Name, out var text) || text.Length == 0)
            {
                if (parameter.Required) problems.Add(new(parameter, $"`{parameter.Name}` is missing: {parameter.Summary}.", Missing: true));
            }
            else if (parameter.Kind == ParameterKind.Reference)
            {
                if ((await Reference(parsed, parameter, text, db, cancel)).Failed(out var found, out var refusal)) Wrong(refusal);
                else (named[parameter.Name], values[parameter.Name]) = (found, Activator.CreateInstance(parameter.Type, found.Id));
            }
            else if (Value(parameter, text, CurrencyOf(named)).Failed(out var value, out var refusal)) Wrong(refusal);
            else values[parameter.Name] = value;

            void Wrong(Refusal refusal) => problems.Add(new(parameter, refusal.Sentence, Missing: false) { WaysOn = refusal.WaysOn });
        }
        return problems.Count > 0 ? new(null, problems) { Named = named } : new(parsed.Entry.Make(values), []);
    }

    // An amount that names no currency is meant in that of what it is about.
    static Currency? CurrencyOf(Dictionary<string, Found> named) =>
        named.Values.Select(found => found.Currency).FirstOrDefault(of => of is not null);

    /// <summary>The value of a text, without asking the database; forms check with it before they are sent on.</summary>
    public Result<object> Value(Parameter parameter, string text, Currency? of = null) => parameter.Kind switch
    {
        ParameterKind.Text => text.Length <= parameter.MaxLength ? text
            : new Refusal($"`{parameter.Name}` may have {parameter.MaxLength} characters at most; this has {text.Length}."),
        ParameterKind.Number => Number(parameter, text),
        ParameterKind.Flag => text.ToLowerInvariant() switch
        {
            "yes" or "true" or "on" or "1" or "y" => true,
            "no" or "false" or "off" or "0" or "n" => false,
            _ => new Refusal($"`{parameter.Name}` is yes or no, not “{Excerpt.Of(text)}”."),
        },
        ParameterKind.Money => Money.TryParse(text, of ?? money.Value.Default, out var amount) && amount.Minor >= 0 ? amount
            : new Refusal($"“{Excerpt.Of(text)}” is not an amount. Write it like 49.00 USD; without a currency it is "
                + $"{(of ?? money.Value.Default).Code}."),
        ParameterKind.Duration => Lengths.TryParse(text, out var length) ? length
            : new Refusal($"“{Excerpt.Of(text)}” is not a length of time. Write it like 30m, 2h or 1d."),
        ParameterKind.Choice => Choice(parameter, text),
        ParameterKind.Instant => Instant(text),
        ParameterKind.Reference => Result<object>.Of(text),
    };

    static Result<object> Number(Parameter parameter, string text)
    {
        if (!long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number))
            return new Refusal($"`{parameter.Name}` is a whole number, not “{Excerpt.Of(text)}”.");
        // An int has its own limits, also where the parameter names none.
        var (min, max) = parameter.Type == typeof(int)
            ? (Math.Max(parameter.Min, int.MinValue), Math.Min(parameter.Max, int.MaxValue)) : (parameter.Min, parameter.Max);
        if (number < min || number > max)
            return new Refusal(number < min && max is int.MaxValue or long.MaxValue
                ? $"`{parameter.Name}` is {min} or more; {number} is too small."
                : $"`{parameter.Name}` goes from {min} to {max}; {number} is outside.");
        return parameter.Type == typeof(int) ? (object)(int)number : number;
    }

    static Result<object> Choice(Parameter parameter, string text)
    {
        if (parameter.Choose(text) is { } choice)
            return Enum.GetValues(parameter.Type).GetValue(parameter.Choices.ToList().IndexOf(choice))!;
        var typed = Excerpt.Of(text);
        var near = Nearest.To(typed.ToLowerInvariant(), parameter.Choices.Concat(parameter.Synonyms.Keys), one => one);
        return new Refusal($"`{parameter.Name}` can be {string.Join(", ", parameter.Choices)}; “{typed}” is none of them."
            + (near is null ? "" : $" Did you mean {parameter.Choose(near)}?"));
    }

    Result<object> Instant(string text)
    {
        var now = time.GetUtcNow();
        if (text.Equals("today", StringComparison.OrdinalIgnoreCase)) return new DateTimeOffset(now.Date, TimeSpan.Zero);
        if (text.Equals("yesterday", StringComparison.OrdinalIgnoreCase)) return new DateTimeOffset(now.Date.AddDays(-1), TimeSpan.Zero);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant) && text.Contains('-', StringComparison.Ordinal))
            return instant;
        // "7d" is seven days ago: filters look back.
        return Lengths.TryParse(text, out var ago) && ago < TimeSpan.FromDays(36_500) ? now - ago
            : new Refusal(
                $"“{Excerpt.Of(text)}” is not a date. Write 2026-01-31, 2026-01-31T14:00, today, yesterday, or 7d for a week ago.");
    }

    async Task<Result<Found>> Reference(Parsed parsed, Parameter parameter, string text, NpgsqlConnection db, CancellationToken cancel)
    {
        var finder = finders.For(parameter.Type);
        // "#42" is how a number reads on a card, and "@maria" how a person is called in a chat.
        var named = await finder.Named(db, [text.Trim()], cancel);
        var bare = text.Trim().TrimStart('#', '@');
        var exact = named.Where(one => string.Equals(one.Slug, bare, StringComparison.OrdinalIgnoreCase) || IsId(parameter, text, one))
            .ToList();
        if (exact.Count == 0) exact = [.. named];
        if (exact.Count == 1) return exact[0];
        var found = exact.Count > 1 ? exact : await finder.Find(db, text.Trim(), Most, cancel);
        // Who only looks is shown the one thing that it can be; who changes something is asked.
        if (exact.Count == 0 && found.Count == 1 && parsed.Entry.IsQuestion) return found[0];
        var ways = found.Take(Offered)
            .Select(one => new WayOn((one with { Label = Typed(one) }).Full, parsed.Line([new(parameter.Name, one.Slug)]))).ToList();
        var more = found.Count <= Offered ? ""
            : $" {found.Count - Offered}{(found.Count == Most ? " or more" : "")} others fit, too: type a little more of the name.";
        return new Refusal(exact.Count > 1
            ? $"There are {exact.Count} {finder.Noun}s called “{Excerpt.Of(text)}”. Which one?{more}"
            : ways.Count > 0
                ? $"There is no {finder.Noun} “{Excerpt.Of(text)}”. Did you mean {(ways.Count == 1 ? "this" : "one of these")}?{more}"
            : $"There is no {finder.Noun} “{Excerpt.Of(text)}”.") { WaysOn = ways };
    }

    // As it is typed, where its name does not say so.
    static string Typed(Found one) => one.Label.Contains(one.Slug, StringComparison.OrdinalIgnoreCase) ? one.Label : one.Slug;

    static bool IsId(Parameter parameter, string text, Found one) =>
        text.Contains('_', StringComparison.Ordinal) && string.Equals(((IId)Activator.CreateInstance(parameter.Type, one.Id)!).ToString(),
            text.Trim(), StringComparison.OrdinalIgnoreCase);
}
