using System.Security.Cryptography;

namespace OpsBot.Sandbox.Discord;

/// <summary>The server that the sandbox starts with.</summary>
public static class Seed
{
    public const string Olivia = "815402731208769537";
    public const string Adam = "818029465173852161";
    public const string Samira = "822711390446137345";
    public const string Ruth = "796118024935473153";
    public const string Niko = "1241873620857389058";

    /// <summary>The whole cast in the channels that the product speaks in, the app installed with its commands yet to come.</summary>
    public static DiscordWorld Guild(TimeProvider time)
    {
        var ids = new Ids(time);
        var applicationId = ids.Next();
        var world = new DiscordWorld(time, ids, new(ids.Next(), Cast.Company, Ruth), new()
        {
            ApplicationId = applicationId,
            BotUserId = applicationId,
            Token = Ids.BotToken(applicationId, time.GetUtcNow()),
            PrivateSeed = RandomNumberGenerator.GetBytes(32),
        });

        Person[] people = [Of(Olivia, Cast.Olivia), Of(Adam, Cast.Adam), Of(Samira, Cast.Samira), Of(Ruth, Cast.Ruth), Of(Niko, Cast.Niko)];
        foreach (var person in people) world.People.Add(person);

        string[] everyone = [.. people.Select(person => person.Id), world.App.BotUserId];
        foreach (var channel in Cast.Channels) world.Channels.Create(channel.Name, channel.Purpose, everyone);
        foreach (var person in people) world.Channels.DirectMessage(person.Id);
        return world;
    }

    static Person Of(string id, CastMember member) => new()
    {
        Id = id,
        Username = member.Handle,
        GlobalName = member.FullName,
        Title = member.Title,
        Color = member.Color,
        Permissions = member.RunsThePlatform ? Person.AdministratorPermissions : Person.MemberPermissions,
    };
}
