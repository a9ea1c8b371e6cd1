using System.Diagnostics.CodeAnalysis;

namespace ScalewayPoc.AppHost.Local;

/// <summary>An error that the user can fix; the message names the cause and the fix.</summary>
public sealed class StartupException(string message) : DistributedApplicationException(message)
{
    static int _reported;

    /// <summary>Reports an unhandled <see cref="StartupException"/> as its message, without a stack trace.</summary>
    internal static void ReportOnStandardError()
    {
        if (Interlocked.Exchange(ref _reported, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, failure) =>
            {
                if (failure.ExceptionObject is StartupException e)
                {
                    Exit(e);
                }
            };
        }
    }

    /// <summary>Ends the process with exit code 1. For errors while the host starts: thrown there, they are logged several times.</summary>
    [DoesNotReturn]
    internal static void Exit(StartupException failure)
    {
        Console.Error.WriteLine(failure.Message);
        Environment.Exit(1);
    }
}
