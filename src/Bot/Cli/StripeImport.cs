using OpsBot.Core.Billing.Importing;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Cli;

/// <summary>
/// The command line's <c>stripe import</c>: shows what it would take over, and takes it over with <c>--apply</c>. 0 when it could, 2 when
/// it could not look.
/// </summary>
static class StripeImport
{
    public static async Task<int> Run(IReadOnlyList<string> args, AccountImport import, TextWriter output, CancellationToken cancel)
    {
        if (args is not ([] or ["--apply"]))
        {
            await output.WriteLineAsync("Usage: stripe import [--apply]");
            return 2;
        }
        var apply = args.Count > 0;
        if ((await import.Run(apply, cancel)).Failed(out var done, out var refusal))
        {
            await output.WriteLineAsync(refusal.Sentence);
            return 2;
        }
        foreach (var line in done.Lines) await output.WriteLineAsync(line);
        await output.WriteLineAsync($"{(apply ? "Taken over" : "Would be taken over")}: "
            + $"{Several.Of(done.Accounts, "account", "accounts")}, {Several.Of(done.Subscriptions, "subscription", "subscriptions")}, "
            + $"{Several.Of(done.Invoices, "open invoice", "open invoices")}; {done.Known} as before.");
        await output.WriteLineAsync(apply
            ? "They enter no invoice run and get no reminder until somebody says /billing go-live, which shows what their first week brings."
            : "Nothing was changed, here or at Stripe. Take them over with: opsbot stripe import --apply");
        return 0;
    }
}
