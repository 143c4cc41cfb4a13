using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Bot.Discord;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;

namespace OpsBot.Tests.Attacks;

/// <summary>Was an operator, has left the Discord server, and still has the direct messages with the bot.</summary>
public sealed class WhoHasLeftTheServer(Postgres postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cannot_do_anything_by_a_button_of_an_old_direct_message(bool http)
    {
        await using var discord = await Open(postgres, http);
        var message = await discord.World.Sees(discord.Adam, "An old message", await Tell(discord, discord.Adam));
        discord.World.People.Add(discord.World.People.Find(discord.Adam)! with { HasLeft = true });

        Assert.True((await discord.Press(discord.Adam, message, "Who am I?")).Ok);
        await discord.Sees(discord.Adam, "You are no longer in the server, so nothing was done", message.ChannelId);
        Assert.Equal(0, await discord.Count("inbox"));

        discord.World.People.Add(discord.World.People.Find(discord.Adam)! with { HasLeft = false });
        Assert.True((await discord.Press(discord.Adam, message, "Who am I?")).Ok);
        await discord.Sees(discord.Adam, "adam", message.ChannelId);
    }

    [Fact]
    public async Task Cannot_do_anything_there_while_Discord_cannot_be_asked()
    {
        await using var discord = await Open(postgres);
        var message = await discord.World.Sees(discord.Adam, "An old message", await Tell(discord, discord.Adam));
        discord.World.Trouble.Break(1, "GET /guilds/{guild}/members/{user}");

        await discord.Press(discord.Adam, message, "Who am I?");
        await discord.Sees(discord.Adam, "Discord did not say whether you are in the server", message.ChannelId);
        Assert.Equal(0, await discord.Count("inbox"));
    }

    /// <summary>Says something with a button in direct messages; the channel of these.</summary>
    static async Task<string> Tell(Server discord, string person)
    {
        await discord.Services.GetRequiredService<Transactions>().As(Actor.OpsBot("test"), async work =>
        {
            var reply = new Reply("An old message") { Buttons = [new Button("Who am I?", "/ops whoami")] };
            await work.Say("old", new To.Place(new DiscordPlace.Person(person).ToChat()), reply, Cancel);
            return true;
        }, Cancel);
        return discord.Direct(person);
    }
}
