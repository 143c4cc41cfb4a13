using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace OpsBot.Tests.Testing;

/// <summary>Waits for what another process, connection or browser is about to do.</summary>
public static class Eventually
{
    /// <summary>Long, because a busy machine is slow and a passing test never waits this long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    static readonly TimeSpan pause = TimeSpan.FromMilliseconds(15);

    /// <summary>Until the condition holds; fails naming the condition, and with what else there is to see by then.</summary>
    public static Task True(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "",
        Func<string>? seen = null) =>
        Passes(async () => { if (!await condition()) throw new XunitException("It was false."); }, within, what, seen);

    public static Task True(
        Func<bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "",
        Func<string>? seen = null) =>
        True(() => Task.FromResult(condition()), within, what, seen);

    /// <summary>Until the value is the expected one; fails with the last value seen.</summary>
    public static Task Equal<T>(
        T expected, Func<Task<T>> actual, TimeSpan? within = null, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        Passes(async () => Assert.Equal(expected, await actual()), within, what);

    public static Task Equal<T>(
        T expected, Func<T> actual, TimeSpan? within = null, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        Equal(expected, () => Task.FromResult(actual()), within, what);

    /// <summary>Until there is a value, which it gives back.</summary>
    public static async Task<T> Get<T>(
        Func<Task<T?>> find, TimeSpan? within = null, [CallerArgumentExpression(nameof(find))] string what = "") where T : class
    {
        T? found = null;
        await Passes(async () => found = await find() ?? throw new XunitException("It was null."), within, what);
        return found!;
    }

    /// <summary>Until the assertions inside pass; fails with the last one that did not.</summary>
    public static async Task Passes(
        Func<Task> assertions, TimeSpan? within = null, [CallerArgumentExpression(nameof(assertions))] string what = "",
        Func<string>? seen = null)
    {
        var limit = within ?? Patience;
        var cancel = TestContext.Current.CancellationToken;
        // Reckoned before each look, so that one which took long is not the last.
        for (var (watch, late) = (Stopwatch.StartNew(), false); ; late = watch.Elapsed > limit)
        {
            try
            {
                await assertions();
                return;
            }
            catch (XunitException e)
            {
                if (late)
                    throw new XunitException($"Waited {limit.TotalSeconds:0.#} s for: {what}\n{e.Message}\n{seen?.Invoke()}".TrimEnd(), e);
            }
            await Task.Delay(pause, TimeProvider.System, cancel);
        }
    }
}
