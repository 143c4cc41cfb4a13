using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Rules;

namespace OpsBot.Tests.Core.Operations;

public sealed class TheCatalogue
{
    static readonly Catalog catalog = Catalog.Of(typeof(Catalog).Assembly);
    static readonly Parser parser = new(catalog);

    [Fact]
    public void Holds_every_operation_that_is_declared()
    {
        Assert.True(catalog.Entries.Count > 30);
        Assert.Equal(
            typeof(Catalog).Assembly.GetTypes().Where(type => type.IsClass && typeof(IOperation).IsAssignableFrom(type))
                .Select(type => type.Name).Order(),
            catalog.Entries.Select(entry => entry.Type.Name).Order());
    }

    [Fact]
    public void Every_operation_has_its_handler_and_every_name_its_finder()
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging()
            .AddCore("Host=localhost");
        Rule.Holds(
            (from entry in catalog.Entries
             where services.Count(one => one.ServiceType == entry.Invoker.Handler) != 1
             select $"{entry.Type.Name} has not exactly one handler").Concat(
             from entry in catalog.Entries
             from parameter in entry.Parameters
             where parameter.Kind == ParameterKind.Reference
                && !services.Any(one => one.ServiceType == typeof(IFinder)
                    && ((IFinder)ActivatorUtilities.CreateInstance(services.BuildServiceProvider(), one.ImplementationType!))
                    .IdType == parameter.Type)
             select $"nothing finds the {parameter.Name} of {entry.Command}"));
    }

    [Fact]
    public void What_takes_long_says_what_it_is_at_meanwhile() => Rule.Holds(
        from type in typeof(Catalog).Assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false } && type.GetInterface(typeof(ILongWork<,,>).Name) is not null
        let entry = catalog.Of(type.GetInterface(typeof(ILongWork<,,>).Name)!.GetGenericArguments()[0])
        where string.IsNullOrEmpty(entry.Spec.Doing)
        select $"{entry.Command} has no Doing in its Spec");

    // https://api.slack.com/interactivity/slash-commands and https://discord.com/developers/docs/interactions/application-commands
    [Fact]
    public void Every_name_and_summary_fits_where_platforms_show_it() => Rule.Holds(
        from entry in catalog.Entries
        from problem in Problems(entry)
        select $"{entry.Command}: {problem}");

    static IEnumerable<string> Problems(Entry entry)
    {
        var words = entry.Command.Split(' ');
        if (words.Length is < 1 or > 3) yield return "has not one to three words";
        foreach (var word in words.Where(word => !IsName(word))) yield return $"“{word}” is no name";
        if (!Fits(entry.Spec.Summary)) yield return "its summary is empty, too long, or ends with a full stop";
        if (entry.Parameters.Count > 25) yield return "has more than 25 parameters";
        if (entry.Parameters.SkipWhile(parameter => parameter.Required).Any(parameter => parameter.Required))
            yield return "a required parameter comes after an optional one";
        if (entry.Parameters.Count(parameter => parameter.Rest) > 1) yield return "has two rests";
        foreach (var parameter in entry.Parameters)
        {
            if (!IsName(parameter.Name)) yield return $"{parameter.Name} is no name";
            if (parameter.Name is "dry-run" or "break-glass") yield return $"{parameter.Name} means something else";
            if (!Fits(parameter.Summary)) yield return $"the summary of {parameter.Name} is empty, too long, or ends with a full stop";
            if (parameter.Choices.Count > 25) yield return $"{parameter.Name} has more than 25 choices";
            if (parameter.Min > parameter.Max) yield return $"{parameter.Name} has no possible value";
        }
    }

    static bool IsName(string text) =>
        text.Length is > 0 and <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    static bool Fits(string text) => text.Length is > 0 and <= 100 && !text.EndsWith('.');

    [Fact]
    public void Every_example_is_a_line_of_its_operation() => Rule.Holds(
        from entry in catalog.Entries
        from example in entry.Spec.Examples
        where parser.Parse(example).Failed(out var parsed, out _) || parsed.Entry != entry
        select $"{entry.Command}: “{example}” does not run it");

    [Fact]
    public void Every_visible_operation_that_takes_something_has_an_example() => Rule.Holds(
        from entry in catalog.Entries
        where !entry.Spec.Hidden && entry.Parameters.Count > 0 && entry.Spec.Examples.Count == 0 && entry.Command != "ops claim"
        select $"{entry.Command} has no example");

    [Fact]
    public void Every_operation_is_the_same_after_being_stored()
    {
        foreach (var entry in catalog.Entries)
        {
            var operation = entry.Make(entry.Parameters.ToDictionary(parameter => parameter.Name, Sample));
            Assert.Equal(operation, entry.FromJson(entry.ToJson(operation)));
            var least = entry.Make(entry.Parameters.Where(parameter => parameter.Required)
                .ToDictionary(parameter => parameter.Name, Sample));
            Assert.Equal(least, entry.FromJson(entry.ToJson(least)));
        }
    }

    static object? Sample(Parameter parameter) => parameter.Kind switch
    {
        ParameterKind.Text => "some “text” \\ with\n<b>",
        ParameterKind.Number =>
            Convert.ChangeType(Math.Max(parameter.Min, 1), parameter.Type, System.Globalization.CultureInfo.InvariantCulture),
        ParameterKind.Flag => true,
        ParameterKind.Money => new Money(4900, Currency.Jpy),
        ParameterKind.Duration => TimeSpan.FromMinutes(90),
        ParameterKind.Choice => Enum.GetValues(parameter.Type).GetValue(parameter.Choices.Count - 1),
        ParameterKind.Reference => Activator.CreateInstance(parameter.Type, Guid.Parse("018f3b0e-7b1a-7000-8000-000000000001")),
        ParameterKind.Instant => new DateTimeOffset(2026, 1, 31, 14, 0, 0, TimeSpan.Zero),
    };
}
