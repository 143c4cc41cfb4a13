using OpsBot.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpsBot.Tests.Sandbox.Workspace;

/// <summary>Typing faster than a busy page answers.</summary>
public sealed class TypingAhead(Browser browser)
{
    const string Sentence = "every letter of this sentence matters, however busy the channel is; 0123456789";

    [Theory]
    [InlineData("c/ops")]
    [InlineData("discord/c/ops")]
    public async Task A_sentence_is_whole_however_much_is_said_meanwhile(string place)
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), place, "olivia");
        await using var chatter = Chatter.In(running);
        var composer = page.GetByTestId("composer");
        await composer.PressSequentiallyAsync(Sentence);
        await Expect(composer).ToHaveValueAsync(Sentence);
        await chatter.Said(20);
        await Expect(composer).ToHaveValueAsync(Sentence);
    }

    [Theory]
    [InlineData("c/ops")]
    [InlineData("discord/c/ops")]
    public async Task Two_lines_and_half_a_third_are_sent_and_kept_as_they_were_typed(string place)
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), place, "olivia");
        await using var chatter = Chatter.In(running);
        var composer = page.GetByTestId("composer");
        await composer.FocusAsync();
        // In one go in the browser: whatever the page does comes after all of it.
        await page.EvaluateAsync(
            """
            () => {
              const field = document.activeElement;
              const key = name => field.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
              for (const letter of 'the first\nthe second\nand on') {
                if (letter === '\n') { key('Enter'); continue; }
                key(letter);
                field.value += letter;
                field.dispatchEvent(new InputEvent('input', { bubbles: true }));
              }
            }
            """);
        await Expect(page.GetByTestId("message").GetByText("the first", new() { Exact = true })).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("message").GetByText("the second", new() { Exact = true })).ToHaveCountAsync(1);
        await Expect(composer).ToHaveValueAsync("and on");
        await chatter.Said(5);
        await Expect(composer).ToHaveValueAsync("and on");
    }

    /// <summary>Somebody who does not stop talking in #ops, on both platforms.</summary>
    sealed class Chatter : IAsyncDisposable
    {
        readonly PeriodicTimer rhythm = new(TimeSpan.FromMilliseconds(20));
        readonly Task talking;
        int said;

        Chatter(RunningWorkspace running) => talking = Talk(running);

        public static Chatter In(RunningWorkspace running) => new(running);

        /// <summary>Waits until so much more was said.</summary>
        public Task Said(int more)
        {
            var then = Volatile.Read(ref said) + more;
            return Eventually.True(() => Volatile.Read(ref said) >= then);
        }

        async Task Talk(RunningWorkspace running)
        {
            while (await rhythm.WaitForNextTickAsync(TestContext.Current.CancellationToken))
            {
                running.Say("ops", "adam", $"So much to say: {++said}");
                running.DiscordApp.Say("ops", "adam", $"So much to say: {said}");
            }
        }

        public async ValueTask DisposeAsync()
        {
            rhythm.Dispose();
            await talking;
        }
    }
}
