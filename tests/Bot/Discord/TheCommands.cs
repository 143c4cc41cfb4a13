using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsBot.Bot.Discord;
using OpsBot.Core;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Discord;

public sealed partial class TheCommands
{
    static readonly Catalog catalog = Catalog.Of(typeof(Services).Assembly);
    static readonly JsonArray commands = DiscordCommands.Of(catalog);

    [Fact]
    public async Task Are_fresh_in_the_repository() =>
        Assert.Equal(DiscordManifest.Text(catalog),
            await File.ReadAllTextAsync(Repository.At("manifests", "discord.json"), TestContext.Current.CancellationToken));

    [Fact]
    public void Are_every_operation_that_people_type_and_no_other() =>
        Assert.Equal(catalog.Entries.Where(entry => !entry.Spec.Hidden).Select(entry => entry.Command).Order(StringComparer.Ordinal),
            Verbs().Select(verb => verb.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void Have_every_parameter_as_an_option_with_those_that_must_be_given_first()
    {
        foreach (var (path, verb) in Verbs())
        {
            var entry = catalog.Find(path)!;
            var options = Options(verb);
            string[] common = entry.IsQuestion ? [] : ["reason", "dry-run", "break-glass"];
            Assert.Equal(entry.Shown.Select(parameter => parameter.Name).Union(common).Order(), options.Select(Name).Order());
            Assert.Equal(options.Select(IsRequired).OrderDescending(), options.Select(IsRequired));
        }
    }

    [Fact]
    public void Offer_suggestions_for_whatever_names_a_thing()
    {
        foreach (var (path, verb) in Verbs())
            foreach (var reference in catalog.Find(path)!.Parameters.Where(parameter => parameter.Kind is ParameterKind.Reference))
                Assert.True((bool?)Options(verb).Single(option => Name(option) == reference.Name)["autocomplete"],
                    $"/{path} {reference.Name}");
    }

    // https://docs.discord.com/developers/interactions/application-commands
    [Fact]
    public void Are_within_what_Discord_takes()
    {
        Assert.InRange(commands.OfType<JsonObject>().Count(command => command["type"] is null), 1, 100);
        foreach (var command in commands.OfType<JsonObject>())
        {
            Assert.InRange(Characters(command), 1, 8_000);
            if (command["type"] is not null) continue;
            foreach (var node in Nodes(command))
            {
                Assert.Matches(NamePattern(), Name(node));
                Assert.InRange(((string)node["description"]!).Length, 1, 100);
                Assert.InRange(Options(node).Count, 0, 25);
                Assert.Equal(Options(node).Select(Name).Distinct(), Options(node).Select(Name));
                Assert.InRange((node["choices"] as JsonArray ?? []).Count, 0, 25);
                Assert.False(node["choices"] is not null && node["autocomplete"] is not null);
            }
        }
    }

    [Fact]
    public void A_composed_command_is_the_line_that_somebody_would_have_typed()
    {
        foreach (var (path, verb) in Verbs())
        {
            var data = Compose(path.Split(' '), Options(verb));
            var interaction = new Interaction("1", "t", InteractionKind.Command, "2") { Data = JsonElement.Parse(data.ToJsonString()) };
            var line = PayloadReader.ByCommand(interaction)!.Line;

            Assert.False(new Parser(catalog).Parse(line).Failed(out var parsed, out var refusal), $"{line}: {refusal?.Sentence}");
            Assert.Equal(path, parsed.Entry.Command);
            Assert.All(parsed.Entry.Shown, parameter => Assert.Equal(
                Sample(parameter.Kind is ParameterKind.Number, parameter.Kind is ParameterKind.Flag)
                    .Text, parsed.Arguments[parameter.Name]));
            if (!parsed.Entry.IsQuestion) Assert.Equal((Sample(false, false).Text, true, true),
                (parsed.Reason ?? parsed.Arguments.GetValueOrDefault("reason"), parsed.DryRun, parsed.BreakGlass));
        }
    }

    static JsonObject Compose(IEnumerable<string> words, IReadOnlyList<JsonObject> options)
    {
        JsonArray inner = [.. options.Select(option => new JsonObject
        {
            ["name"] = Name(option), ["type"] = (int)option["type"]!,
            ["value"] = JsonNode.Parse(Sample((int)option["type"]! == 4, (int)option["type"]! == 5).Json),
        })];
        var path = words.ToList();
        for (var i = path.Count - 1; i > 0; i--)
            inner = [new JsonObject { ["name"] = path[i], ["type"] = i == path.Count - 1 ? 1 : 2, ["options"] = inner }];
        return new() { ["name"] = path[0], ["type"] = 1, ["options"] = inner };
    }

    static (string Json, string Text) Sample(bool isNumber, bool isFlag) =>
        isNumber ? ("42", "42") : isFlag ? ("true", "yes") : ("\"it's “so”: \\\"a\\\\b\\\" --x y\"", "it's “so”: \"a\\b\" --x y");

    static IEnumerable<(string Path, JsonObject Verb)> Verbs() =>
        from noun in commands.OfType<JsonObject>()
        where noun["type"] is null
        from verb in Below(noun, Name(noun))
        select verb;

    static IEnumerable<(string, JsonObject)> Below(JsonObject node, string path)
    {
        var inner = Options(node).Where(option => (int?)option["type"] is 1 or 2).ToList();
        return inner.Count == 0 ? [(path, node)] : inner.SelectMany(one => Below(one, $"{path} {Name(one)}"));
    }

    static IEnumerable<JsonObject> Nodes(JsonObject node) => Options(node).SelectMany(Nodes).Prepend(node);

    static int Characters(JsonObject node) => Name(node).Length + ((string?)node["description"] ?? "").Length
        + Options(node).Sum(Characters) + (node["choices"] as JsonArray ?? []).OfType<JsonObject>()
            .Sum(choice => Name(choice).Length + ((string)choice["value"]!).Length);

    static IReadOnlyList<JsonObject> Options(JsonObject node) => [.. (node["options"] as JsonArray ?? []).OfType<JsonObject>()];

    static string Name(JsonObject node) => (string)node["name"]!;

    static bool IsRequired(JsonObject option) => (bool?)option["required"] ?? false;

    [GeneratedRegex("^[a-z0-9_-]{1,32}$")]
    private static partial Regex NamePattern();
}
