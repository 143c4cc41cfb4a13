using System.Reflection;
using OpsBot.Core.Billing.Gateway;

namespace OpsBot.Tests.Testing;

/// <summary>Where a worker dies that calls the payment provider: before a call goes out, or once its answer came, unseen.</summary>
public sealed class Death(string call, bool after)
{
    int happened;

    /// <summary>The worker is dead.</summary>
    public bool Happened => Volatile.Read(ref happened) == 1;

    internal bool IsNow(string name, bool isAfter) => name == call && isAfter == after && Interlocked.Exchange(ref happened, 1) == 0;
}

/// <summary>The real client, until the worker that holds it dies: then nothing comes back from it, ever.</summary>
public class DyingGateway : DispatchProxy
{
    IGateway inner = null!;
    Death death = null!;

    public static IGateway Around(IGateway inner, Death death)
    {
        var made = Create<IGateway, DyingGateway>();
        ((DyingGateway)made).inner = inner;
        ((DyingGateway)made).death = death;
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var (method, type) = (targetMethod!, targetMethod!.ReturnType);
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>)) return method.Invoke(inner, args);
        return typeof(DyingGateway).GetMethod(nameof(Call), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(type.GetGenericArguments()[0]).Invoke(this, [method, args]);
    }

    async Task<T> Call<T>(MethodInfo method, object?[]? args)
    {
        if (death.IsNow(method.Name, isAfter: false)) return await Never<T>();
        var answer = await (Task<T>)method.Invoke(inner, args)!;
        return death.IsNow(method.Name, isAfter: true) ? await Never<T>() : answer;
    }

    static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;
}
