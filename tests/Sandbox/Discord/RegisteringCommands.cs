using System.Text.Json.Nodes;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class RegisteringCommands : DiscordTest
{
    string Address => $"applications/{World.App.ApplicationId}/guilds/{World.Guild.Id}/commands";

    static string X(int length) => new('x', length);

    static string Command(string more = "", string name = "go") => $$"""{"name":"{{name}}","description":"d"{{more}}}""";

    static string Options(string options) => $$""","options":[{{options}}]""";

    static string Option(string more = "", string name = "a", int type = 3) =>
        $$"""{"type":{{type}},"name":"{{name}}","description":"d"{{more}}}""";

    static string Many(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));

    [Fact]
    public async Task They_replace_all_that_were_and_keep_their_ids()
    {
        World.RateLimits.Enabled = false;
        var before = World.Commands.Of(World.Guild.Id).Single(command => command.Name == "instance").Id;
        var registered = (await Call("PUT", Address, Commands))!.AsArray();
        Assert.Equal((before, World.App.ApplicationId, World.Guild.Id),
            ((string)registered[0]!["id"]!, (string)registered[0]!["application_id"]!, (string)registered[0]!["guild_id"]!));
        Assert.True(JsonNode.DeepEquals(registered, await Call("GET", Address)));

        await Call("PUT", Address, $"[{Command()}]");
        Assert.Equal("go", Assert.Single(World.Commands.Of(World.Guild.Id)).Name);
        await Call("PUT", $"applications/{World.App.ApplicationId}/commands", $"[{Command(name: "everywhere")}]");
        Assert.Equal("everywhere", (string?)(await Call("GET", $"applications/{World.App.ApplicationId}/commands"))![0]!["name"]);
    }

    public static TheoryData<string> Good =>
    [
        Many(100, i => Command(name: $"c{i}")),
        Many(15, i => $$"""{"name":"Do {{i}}","type":3}"""),
        Command(Options(Many(25, i => Option(name: $"o{i}")))),
        Command(Options(Option($$""","choices":[{{Many(25, i => $$"""{"name":"n{{i}}","value":"v"}""")}}]"""))),
        Command(Options(Option(""","required":true,"autocomplete":true,"choices":[]""") + "," + Option(name: "b"))),
        Command(Options(Option(""","min_value":-1.5,"max_value":9""", type: 10))),
        Command(Options(
            Option(""","min_value":-9007199254740992,"max_value":9007199254740992,"choices":[{"name":"n","value":7}]""", type: 4))),
        Command(""","default_member_permissions":"32" """),
        Command(name: "größe-ü_1"),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task What_is_within_every_limit_is_taken(string commands) => await Call("PUT", Address, $"[{commands}]");

    public static TheoryData<string, string, string> Bad => new()
    {
        { Command(name: "Go"), "0.name", "APPLICATION_COMMAND_INVALID_NAME" },
        { Command(name: "go now"), "0.name", "APPLICATION_COMMAND_INVALID_NAME" },
        { Command(name: X(33)), "0.name", "BASE_TYPE_BAD_LENGTH" },
        { """{"name":"go"}""", "0.description", "BASE_TYPE_REQUIRED" },
        { $$"""{"name":"go","description":"{{X(101)}}"}""", "0.description", "BASE_TYPE_BAD_LENGTH" },
        { """{"name":"Look","type":3,"description":"d"}""", "0.description", "BASE_TYPE_MAX_LENGTH" },
        { $"{Command()},{Command()}", "1", "APPLICATION_COMMANDS_DUPLICATE_NAME" },
        { Many(101, i => Command(name: $"c{i}")), "", "BASE_TYPE_MAX_LENGTH" },
        { Many(16, i => $$"""{"name":"Do {{i}}","type":3}"""), "", "BASE_TYPE_MAX_LENGTH" },
        { Command(Options(Many(26, i => Option(name: $"o{i}")))), "0.options", "BASE_TYPE_MAX_LENGTH" },
        { Command(Options(Option(name: "A"))), "0.options.0.name", "APPLICATION_COMMAND_INVALID_NAME" },
        { Command(Options(Option(type: 12))), "0.options.0.type", "BASE_TYPE_CHOICES" },
        { Command(Options($"{Option()},{Option(""","required":true""", "b")}")), "0.options.1",
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID" },
        { Command(Options($"{Option()},{Option()}")), "0.options.1", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS" },
        { Command(Options($"{Option(type: 1)},{Option(name: "b")}")), "0.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID" },
        { Command(Options(Option(""","autocomplete":true,"choices":[{"name":"n","value":"v"}]"""))), "0.options.0.autocomplete",
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES" },
        { Command(Options(Option(""","autocomplete":true""", type: 5))), "0.options.0.autocomplete",
            "APPLICATION_COMMAND_AUTOCOMPLETE_TYPE_INVALID" },
        { Command(Options(Option(""","choices":[{"name":"n","value":7}]"""))), "0.options.0.choices.0.value", "STRING_TYPE_CONVERT" },
        { Command(Options(Option(""","choices":[{"name":"n","value":1.5}]""", type: 4))), "0.options.0.choices.0.value",
            "NUMBER_TYPE_COERCE" },
        { Command(Options(Option(""","min_value":1.5""", type: 4))), "0.options.0.min_value", "NUMBER_TYPE_COERCE" },
        { Command(Options(Option(""","max_value":1.5""", type: 4))), "0.options.0.max_value", "NUMBER_TYPE_COERCE" },
        { Command(Options(Option(""","max_value":9007199254740993""", type: 4))), "0.options.0.max_value", "NUMBER_TYPE_MAX" },
        { Command(Options(Option($$""","choices":[{"name":"n","value":"{{X(101)}}"}]"""))), "0.options.0.choices.0.value",
            "BASE_TYPE_BAD_LENGTH" },
        { Command(Options(Option($$""","choices":[{{Many(26, i => $$"""{"name":"n{{i}}","value":"v"}""")}}]"""))), "0.options.0.choices",
            "BASE_TYPE_MAX_LENGTH" },
        { Command(Options(Option(Options(Option()), type: 3))), "0.options.0.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID" },
        { Command(Options(Option(Options(Option(type: 2)), type: 2))), "0.options.0.options.0.type", "BASE_TYPE_CHOICES" },
        { Command(Options(Option(Options(Option(type: 1)), type: 1))), "0.options.0.options.0.type", "BASE_TYPE_CHOICES" },
        { Command(Options(Option(type: 2))), "0.options.0.options", "BASE_TYPE_REQUIRED" },
        { Command(Options(Option(""","max_length":6001"""))), "0.options.0.max_length", "NUMBER_TYPE_MAX" },
        { Command(""","default_member_permissions":"admin" """), "0.default_member_permissions", "NUMBER_TYPE_COERCE" },
        { Command(Options(
            Many(20, i =>
            $$"""{"type":3,"name":"o{{i}}","description":"{{X(100)}}","choices":[{{Many(3, j => $$"""{"name":"{{X(100)}}","value":"v"}""")}}]}"""))), "0", "APPLICATION_COMMAND_TOO_LARGE" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_breaks_one_limit_is_refused_and_changes_nothing(string commands, string path, string code)
    {
        var errors = (await Call("PUT", Address, $"[{commands}]", 400))!["errors"]!;
        var there = path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(errors, (node, step) => node![step]!);
        Assert.Equal(code, (string?)there["_errors"]![0]!["code"]);
        Assert.Equal(2, World.Commands.Of(World.Guild.Id).Length);
    }

    [Fact]
    public async Task Two_hundred_new_ones_a_day_are_taken_and_known_ones_are_not_counted()
    {
        World.RateLimits.Enabled = false;
        await Call("PUT", Address, $"[{Many(100, i => Command(name: $"a{i}"))}]");
        await Call("PUT", Address, $"[{Many(100, i => Command(""","options":[]""", $"a{i}"))}]");
        await Call("PUT", Address, $"[{Many(98, i => Command(name: $"b{i}"))}]");
        Assert.Equal((400, 30034), await Refusal("PUT", Address,
            $"[{Many(97, i => Command(name: $"b{i}"))},{Command(name: "c")},{Command(name: "d")},{Command(name: "e")}]"));
        Assert.Equal(98, World.Commands.Of(World.Guild.Id).Length);
        await Call("PUT", $"applications/{World.App.ApplicationId}/commands", $"[{Command()}]");
        await Call("PUT", Address, $"[{Many(100, i => Command(name: $"b{i}"))}]");

        Assert.Equal((400, 30034), await Refusal("PUT", Address, $"[{Command(name: "one-more")}]"));
        Clock.Advance(TimeSpan.FromDays(1));
        await Call("PUT", Address, $"[{Command(name: "one-more")}]");
    }

    [Fact]
    public async Task Only_a_list_for_the_own_application_and_server_is_taken()
    {
        Assert.Equal((400, 50035), await Refusal("PUT", Address, "{}"));
        Assert.Equal((404, 10002), await Refusal("PUT", $"applications/1/guilds/{World.Guild.Id}/commands", "[]"));
        World.RateLimits.Enabled = false;
        Assert.Equal((403, 50001), await Refusal("PUT", $"applications/{World.App.ApplicationId}/guilds/1/commands", "[]"));
    }
}
