using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Replaces every command of the scope.</summary>
sealed class PutCommands(string template) : IRoute
{
    public string Verb => HttpMethods.Put;
    public string Template => template;
    public RateLimit Limit => RateLimit.PerSeconds(2, 5);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (call["application"] != world.App.ApplicationId) return Fault.UnknownApplication;
        var guild = call.Path.GetValueOrDefault("guild");
        if (guild is not null && guild != world.Guild.Id) return Fault.MissingAccess;
        if (call.Body is not JsonArray commands) return Fault.Form("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.");
        if (CommandRules.Problems(commands) is { Count: > 0 } problems) return Fault.Form(problems);
        if (!world.Commands.CountCreates(guild, commands)) return Fault.TooManyCommands;
        return Reply.Ok(new JsonArray([.. world.Commands.Replace(guild, commands).Select(command => command.Json.DeepClone())]));
    }
}
