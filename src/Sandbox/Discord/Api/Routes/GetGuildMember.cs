namespace OpsBot.Sandbox.Discord;

/// <summary>A member of the server.</summary>
sealed class GetGuildMember : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "guilds/{guild}/members/{user}";
    public RateLimit Limit => RateLimit.PerSeconds(5, 1);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (call["guild"] != world.Guild.Id) return Fault.UnknownGuild;
        return world.People.Find(call["user"]) switch
        {
            null => Fault.UnknownUser,
            { HasLeft: true } => Fault.UnknownMember,
            { } person => Reply.Ok(UserJson.Member(world, person)),
        };
    }
}
