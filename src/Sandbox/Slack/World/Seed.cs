namespace OpsBot.Sandbox.Slack;

/// <summary>The workspace that the sandbox starts with.</summary>
public static class Seed
{
    public static SlackApp NewApp(AppManifest manifest) => NewApp(Ids.New("A"), manifest);

    // An app-level token names the app that it belongs to.
    static SlackApp NewApp(string id, AppManifest manifest) => new()
    {
        Id = id,
        BotUserId = Ids.New("U"),
        BotId = Ids.New("B"),
        BotToken = $"xoxb-{Ids.Digits(12)}-{Ids.Digits(13)}-{Ids.Secret(24)}",
        AppToken = $"xapp-1-{id}-{Ids.Digits(13)}-{Ids.Hex(64)}",
        SigningSecret = Ids.Hex(32),
        Manifest = manifest,
    };

    /// <summary>An operator, two admins, a super admin and a newcomer, in the six channels that the product speaks in.</summary>
    public static SlackWorld Workspace(TimeProvider time, AppManifest manifest) => Workspace(time, NewApp(manifest));

    public static SlackWorld Workspace(TimeProvider time, SlackApp app)
    {
        var world = new SlackWorld(time, app);
        Person[] people =
        [
            Of("U0OLIVIA01", Cast.Olivia),
            Of("U0ADAM0002", Cast.Adam),
            Of("U0SAMIRA03", Cast.Samira),
            Of("U0RUTH0004", Cast.Ruth),
            Of("U0NIKO0005", Cast.Niko),
        ];
        foreach (var person in people) world.People.Add(person);

        string[] everyone = [.. people.Select(person => person.Id), app.BotUserId];
        foreach (var channel in Cast.Channels) world.Channels.Create(channel.Name, channel.Purpose, isPrivate: false, everyone);
        foreach (var person in people) world.Channels.DirectMessage(person.Id, app.BotUserId);
        return world;
    }

    static Person Of(string id, CastMember member) => new()
    {
        Id = id,
        Name = member.Handle,
        RealName = member.FullName,
        Title = member.Title,
        Color = member.Color,
        Email = $"{member.Handle}@sandbox.example",
        IsAdmin = member.RunsThePlatform,
    };
}
