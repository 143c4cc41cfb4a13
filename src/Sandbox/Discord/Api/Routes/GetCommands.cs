using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The commands that are registered, for the server or globally.</summary>
sealed class GetCommands(string template) : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => template;
    public RateLimit Limit => RateLimit.PerSeconds(5, 5);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (call["application"] != world.App.ApplicationId) return Fault.UnknownApplication;
        var guild = call.Path.GetValueOrDefault("guild");
        if (guild is not null && guild != world.Guild.Id) return Fault.MissingAccess;
        return Reply.Ok(new JsonArray([.. world.Commands.Of(guild).Select(command => command.Json.DeepClone())]));
    }
}
