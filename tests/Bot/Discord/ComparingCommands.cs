using System.Text.Json.Nodes;
using OpsBot.Bot.Discord;
using OpsBot.Core;
using OpsBot.Core.Operations;

namespace OpsBot.Tests.Bot.Discord;

public sealed class ComparingCommands
{
    static JsonArray Wanted() => DiscordCommands.Of(Catalog.Of(typeof(Services).Assembly));

    [Fact]
    public void The_same_commands_with_what_Discord_adds_are_the_same()
    {
        var registered = Wanted();
        foreach (var command in registered.OfType<JsonObject>())
        {
            command["id"] = "1";
            command["version"] = "2";
            command["type"] ??= 1;
            command["description"] ??= "";
            command["contexts"] = null;
        }
        Assert.Empty(CommandDiff.Between(registered, Wanted()));
    }

    [Fact]
    public void What_is_new_gone_and_different_is_named_where_it_stands()
    {
        var registered = Wanted();
        var instance = registered.OfType<JsonObject>().Single(command => (string?)command["name"] == "instance");
        var verbs = (JsonArray)instance["options"]!;
        verbs.Remove(verbs.OfType<JsonObject>().Single(verb => (string?)verb["name"] == "stop"));
        verbs.Add(new JsonObject { ["name"] = "explode", ["type"] = 1, ["description"] = "Gone by now" });
        verbs.OfType<JsonObject>().Single(verb => (string?)verb["name"] == "start")["description"] = "Old words";
        registered.Add(new JsonObject { ["name"] = "pool", ["description"] = "Gone, too" });

        var changes = CommandDiff.Between(registered, Wanted());

        Assert.Contains("- /pool", changes);
        Assert.Contains("- /instance explode", changes);
        Assert.Contains("+ /instance stop", changes);
        Assert.Contains(changes,
            change => change.StartsWith("~ /instance start: description \"Old words\" → \"", StringComparison.Ordinal));
        Assert.Equal(4, changes.Count);
    }

    [Fact]
    public void What_another_program_has_hidden_or_added_under_the_same_name_is_seen()
    {
        var registered = Wanted();
        registered.OfType<JsonObject>().Single(command => (string?)command["name"] == "instance")["default_member_permissions"] = "0";
        registered.Add(new JsonObject { ["name"] = "ops", ["type"] = 2, ["description"] = "" });

        Assert.Equal(["~ /instance: default_member_permissions \"0\" → none", "- /ops (in a menu)"],
            CommandDiff.Between(registered, Wanted()));
    }

    [Fact]
    public void An_option_that_must_be_given_now_is_a_change_and_so_is_another_order()
    {
        JsonArray Command(bool required, params string[] names) =>
            [new JsonObject { ["name"] = "x", ["description"] = "x",
                ["options"] =
                new JsonArray([.. names.Select(name =>
                new JsonObject { ["name"] = name, ["type"] = 3, ["description"] = name, ["required"] = required })]) }];

        Assert.Equal(["~ /x a: required false → true"], CommandDiff.Between(Command(false, "a"), Command(true, "a")));
        Assert.Equal(["~ /x: order of its options"], CommandDiff.Between(Command(false, "a", "b"), Command(false, "b", "a")));
    }
}
