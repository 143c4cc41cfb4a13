using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>Calls the typed long work of an operation that is only known by its name.</summary>
abstract class LongWorkCaller
{
    public abstract IReadOnlyList<string> Steps(IServiceProvider services);
    public abstract int Tries(IServiceProvider services);
    public abstract Task<StepResult> Run(IServiceProvider services, int step, object command, JobRun run, CancellationToken cancel);
    public abstract Task<Result<IAnswer>> Finish(IServiceProvider services, object command, JobRun run, Work work, CancellationToken cancel);
    public abstract Task<IAnswer> GiveUp(IServiceProvider services, object command, JobRun run, string error, Work work, CancellationToken cancel);

    public static LongWorkCaller For(Type command)
    {
        var contract = command.GetInterfaces().Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ICommand<,>));
        return (LongWorkCaller)Activator.CreateInstance(typeof(Typed<,>).MakeGenericType(contract.GetGenericArguments()))!;
    }

    sealed class Typed<TCommand, TAnswer> : LongWorkCaller where TCommand : ICommand<TCommand, TAnswer> where TAnswer : IAnswer
    {
        static ILongWork<TCommand, TAnswer> Of(IServiceProvider services) => services.GetRequiredService<ILongWork<TCommand, TAnswer>>();

        public override IReadOnlyList<string> Steps(IServiceProvider services) => [.. Of(services).Steps.Select(step => step.Name)];

        public override int Tries(IServiceProvider services) => Of(services).Tries;

        public override Task<StepResult> Run(IServiceProvider services, int step, object command, JobRun run, CancellationToken cancel) =>
            Of(services).Steps[step].Run((TCommand)command, run, cancel);

        public override async Task<Result<IAnswer>> Finish(IServiceProvider services, object command, JobRun run, Work work, CancellationToken cancel) =>
            (await Of(services).Finish((TCommand)command, run, work, cancel)).Refused(out var answer, out var refusal) ? refusal : Result<IAnswer>.Of(answer);

        public override async Task<IAnswer> GiveUp(IServiceProvider services, object command, JobRun run, string error, Work work, CancellationToken cancel) =>
            await Of(services).GiveUp((TCommand)command, run, error, work, cancel);
    }
}
