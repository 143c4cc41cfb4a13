using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;
using Message = OpsBot.Sandbox.Slack.Message;
using Outcome = OpsBot.Sandbox.Slack.Outcome;

namespace OpsBot.Tests.Bot.Slack;

/// <summary>What people in the pretend Slack do and see.</summary>
static class Hands
{
    extension(SlackWorld world)
    {
        public Task<Outcome> Types(string person, string line) =>
            world.Type(person, world.Channels.FindByName("ops")!.Id, line, TestContext.Current.CancellationToken);

        public async Task<View> OpensForm(string person, string line)
        {
            var asked = await world.Types(person, line);
            Assert.True(asked.Ok, asked.Error);
            return await world.SeesForm(person);
        }

        /// <summary>
        /// The form that the person has asked for. A busy machine may take longer than the three seconds in which it can open: then there
        /// is a button for it, and another one if that was pressed in vain.
        /// </summary>
        public async Task<View> SeesForm(string person, int offers = 0)
        {
            while (true)
            {
                await Eventually.True(() => world.Views.TopOf(person) is not null
                    || world.Said("ops", "Open the form", person).Count > offers, what: $"{person} sees a form, or a way to it");
                if (world.Views.TopOf(person) is { } view) return view;
                var offered = world.Said("ops", "Open the form", person);
                offers = offered.Count;
                var pressed = await world.Presses(person, offered[^1], "Open the form");
                Assert.True(pressed.Ok, pressed.Error);
            }
        }

        /// <summary>What the bot said in that channel, as that person sees it, where the words stand in it.</summary>
        public IReadOnlyList<Message> Said(string channel, string words, string person) =>
            [.. world.Messages.In(channel.StartsWith('D') ? channel : world.Channels.FindByName(channel)!.Id, person)
                .Where(message => message.UserId == world.App.BotUserId
                    && Workspace.Shown(message).Contains(words, StringComparison.Ordinal))];

        public async Task<Message> Sees(string person, string words, string channel = "ops")
        {
            await Eventually.True(() => world.Said(channel, words, person).Count > 0, what: $"{person} sees “{words}” in {channel}");
            return world.Said(channel, words, person)[^1];
        }

        public string DirectMessages(string person) => world.Channels.DirectMessage(person, world.App.BotUserId).Id;

        public Task<Outcome> Presses(string person, Message message, string label)
        {
            var (block, element) = Buttons(message).First(pair => (string?)pair.Element["text"]!["text"] == label);
            return world.Click(person, Container.Of(message), (string)block["block_id"]!, (string)element["action_id"]!,
                TestContext.Current.CancellationToken);
        }
    }

    public static IEnumerable<(JsonObject Block, JsonObject Element)> Buttons(Message message) =>
        from block in (message.Blocks ?? []).OfType<JsonObject>()
        from element in (block["elements"] as JsonArray ?? []).OfType<JsonObject>()
        where (string?)element["type"] == "button"
        select (block, element);
}
