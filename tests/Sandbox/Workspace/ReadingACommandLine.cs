using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Workspace.Discord.Commands;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class ReadingACommandLine
{
    static readonly IReadOnlyList<Runnable> known = Known();

    [Theory]
    [InlineData("/instance stop instance:acme-prod", "instance stop", "instance=acme-prod")]
    [InlineData("/instance stop acme-prod", "instance stop", "instance=acme-prod")]
    [InlineData("/INSTANCE STOP acme-prod", "instance stop", "instance=acme-prod")]
    [InlineData("/instance stop acme-prod reason:Moving to another region dry-run:yes", "instance stop",
        "instance=acme-prod reason=Moving to another region dry-run=true")]
    [InlineData("/instance stop reason:\"it said: instance:x\" instance: acme-prod ", "instance stop",
        "instance=acme-prod reason=it said: instance:x")]
    [InlineData("/instance scale acme-prod 8", "instance scale", "instance=acme-prod memory=8")]
    [InlineData("/instance scale \"acme prod\" 8", "instance scale", "instance=acme prod memory=8")]
    [InlineData("/instance list acme berlin", "instance list", "search=acme berlin")]
    [InlineData("/instance list status:error", "instance list", "status=error")]
    [InlineData("/instance stop", "instance stop", "")]
    [InlineData("/ops whoami", "ops whoami", "")]
    public void Options_are_named_or_stand_in_their_order(string line, string path, string values)
    {
        var read = CommandText.Read(known, line)!;
        Assert.Equal(path, read.Runnable.Path);
        Assert.Equal(values, string.Join(' ', read.Runnable.Options.Where(option => read.Values.ContainsKey(option.Name))
            .Select(option => $"{option.Name}={read.Values[option.Name]}")));
        Assert.Equal("", read.Stray);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("/instance")]
    [InlineData("/instance stopped")]
    [InlineData("/instance stop acme\nprod")]
    public void What_names_no_command_is_talk(string line) => Assert.Null(CommandText.Read(known, line));

    [Fact]
    public void Words_that_fit_no_option_are_told_apart() => Assert.Equal("please", CommandText.Read(known, "/ops whoami please")!.Stray);

    [Theory]
    [InlineData("/instance stop ", "instance")]
    [InlineData("/instance stop ac", "instance")]
    [InlineData("/instance stop ac reason:", "reason")]
    [InlineData("/instance scale acme-prod 8", "memory")]
    [InlineData("/instance stop", null)]
    [InlineData("/ops whoami ", null)]
    public void The_option_at_the_end_is_the_one_being_typed(string line, string? option) =>
        Assert.Equal(option, CommandText.Read(known, line)!.Last?.Name);

    [Theory]
    [InlineData("/", "audit search, instance list, instance scale, instance start, instance stop, ops help, ops whoami")]
    [InlineData("/ins", "instance list, instance scale, instance start, instance stop")]
    [InlineData("/st", "instance start, instance stop")]
    [InlineData("/instance sto", "instance stop")]
    [InlineData("/nothing", "")]
    [InlineData("talk", "")]
    public void The_list_shows_what_begins_like_it(string typed, string paths) =>
        Assert.Equal(paths, string.Join(", ", CommandList.For(known, typed).Select(candidate => candidate.Insert)));

    static IReadOnlyList<Runnable> Known()
    {
        var world = OpsBot.Sandbox.Discord.Seed.Guild(TimeProvider.System);
        world.Commands.Replace(world.Guild.Id, JsonNode.Parse(DiscordSamples.Commands)!.AsArray());
        return world.Commands.RunnableBy(world.People.FindByName("olivia")!, world.Channels.FindByName("ops")!);
    }
}
